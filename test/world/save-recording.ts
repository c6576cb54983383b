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
  await window.getByRole('button', { name: /^Save a file for/ }).click()
  const box = window.getByRole('dialog')
  if (!isRedacted) await box.getByRole('checkbox').uncheck()
  await box.getByRole('button', { name: 'Save the file' }).click()
  await box.getByText('The file is saved').waitFor()
}
