import { exitCodes } from '../../shared/findings/exit-code.ts'
import type { Sameness } from '../../shared/findings/vocabulary.ts'
import type { CommandLineIo } from './command-line-io.ts'
import { compareDocuments } from '../rescue/documents/same-document.ts'

const exits: Readonly<Record<Sameness, number>> = {
  bytes: exitCodes.done,
  content: exitCodes.done,
  no: exitCodes.actionNeeded,
  untold: exitCodes.unknown,
}

/** No one waits so long without a word, in milliseconds. */
const quietMilliseconds = 2_000
const megabyte = 1024 ** 2

/** Compares two files and prints one line of JSON. Reads no configuration and asks no one. */
export async function tellSame(
  { original, copy }: { readonly original: string; readonly copy: string },
  io: CommandLineIo,
): Promise<number> {
  let bytes = 0
  let toldAt = performance.now()
  const onBytes = (read: number): void => {
    bytes += read
    if (performance.now() - toldAt < quietMilliseconds) return
    toldAt = performance.now()
    io.stderr.write(`${Math.round(bytes / megabyte)} MB compared …\n`)
  }
  const told = await compareDocuments(original, copy, onBytes)
  io.stdout.write(`${JSON.stringify(told)}\n`)
  return exits[told.same]
}
