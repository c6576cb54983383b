import { expect, type Page } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArguments } from '../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../electron/cli/run-command-line.ts'

const tests = path.resolve(import.meta.dirname, '../..')

/** Recordings as files that somebody has sent. */
export type SavedRecordings = {
  readonly windows: string
  readonly mac: string
  remove(): Promise<void>
}

/** Writes recordings of recorded computers, as the app's command line does. */
export async function saveRecordings(): Promise<SavedRecordings> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-recordings-'))
  const config = path.join(tests, 'world/machines/both-linked/landfall.json')
  const [windows, mac] = [path.join(folder, 'for support.zip'), path.join(folder, 'mac.zip')]
  await save('world/machines/known-folders-in-source', windows)
  await save('fixtures/macos/standalone-both-linked', mac, '--config', config)
  return { windows, mac, remove: () => rm(folder, { recursive: true }) }
}

async function save(machine: string, file: string, ...flags: readonly string[]): Promise<void> {
  const given = ['--machine', path.join(tests, machine), '--export', file, ...flags]
  let said = ''
  const code = await runCommandLine(parseArguments(given, 'terminal'), {
    stdout: { write: () => undefined },
    stderr: { write: (text) => (said += text) },
    platform: 'linux',
  })
  expect(said).toBe('')
  expect(code).toBe(0)
}

/** Drops a file as from a folder of the desktop. */
export async function dropFile(page: Page, name: string, content: Buffer, place = '.drop'): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], fileName))
      return transfer
    },
    [name, content.toString('base64')] as const,
  )
  await page.locator(place).dispatchEvent('drop', { dataTransfer: dropped })
}
