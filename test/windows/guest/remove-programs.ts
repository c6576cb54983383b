import { rmSync } from 'node:fs'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'

/** Of the client and of other programs, whose files are read. */
const programs = ['Microsoft\\OneDrive', 'Microsoft\\OneAuth', 'Microsoft\\Edge', 'Packages']

/** Removes what the computers before this one left of them. Throws where the recording names no folder for them. */
export function removePrograms({ env }: RecordedMachine): void {
  const { LOCALAPPDATA: folder } = env
  if (folder === undefined) throw new Error('the recording has no LOCALAPPDATA')
  for (const program of programs) rmSync(`${folder}\\${program}`, { recursive: true, force: true })
}
