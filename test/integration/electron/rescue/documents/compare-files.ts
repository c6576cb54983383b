import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {
  compareDocuments,
  type SameDocument,
} from '../../../../../electron/rescue/documents/same-document.ts'

export const fixtures = path.resolve(import.meta.dirname, '../../../../fixtures/office')

/** Compares two contents, as files with these endings. */
export async function compareBytes(
  original: Uint8Array,
  copy: Uint8Array,
  ending = 'docx',
  endingOfCopy = ending,
): Promise<SameDocument> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-same-'))
  try {
    const [one, other] = [path.join(folder, `original.${ending}`), path.join(folder, `copy.${endingOfCopy}`)]
    await writeFile(one, original)
    await writeFile(other, copy)
    return await compareDocuments(one, other, () => undefined)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
