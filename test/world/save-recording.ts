import type { Page } from '@playwright/test'
import type { RunningApp } from './running-app.ts'

/** Saves a recording as a person would; the system's own dialog, which no test can press, answers with `file`. */
export async function saveRecording(
  { electron, window }: RunningApp,
  file: string,
  { isRedacted }: { readonly isRedacted: boolean },
): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await openRecording(window)
  const box = window.getByRole('dialog')
  if (!isRedacted) await box.getByRole('checkbox').uncheck()
  await box.getByRole('button', { name: 'Save the file' }).click()
  await box.getByText('The file is saved').waitFor()
}

/** Opens the question about the diagnostics file, in the help menu. */
export async function openRecording(window: Page): Promise<void> {
  const link = window.getByRole('button', { name: 'Save diagnostics file' })
  if (!(await link.isVisible())) await window.getByRole('button', { name: 'Help' }).click()
  await link.click()
}
