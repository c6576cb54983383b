import path from 'node:path'
import {
  keptPointersName,
  parseKeptPointers,
  type KeptPointers,
} from '../../shared/recording/kept-pointers.ts'
import { readIfPresent } from '../platform/durable-file.ts'

/** Beside the last look through the old folders: of this computer, or in a recording. */
export function toKeptPointersFile(scanFile: string): string {
  return path.join(path.dirname(scanFile), keptPointersName)
}

/** The counts of the last look for old links; null where there are none, or they cannot be read. */
export async function readKeptPointers(file: string): Promise<KeptPointers | null> {
  const bytes = await readIfPresent(file).catch(() => null)
  return bytes === null ? null : parseKeptPointers(bytes.toString('utf8'))
}
