import { readFileSync, writeFileSync } from 'node:fs'

/** The stream in which Windows keeps that a file came from the internet: Office opens such a file protected and blocks its macros. */
const stream = ':Zone.Identifier'
const mostBytes = 1024 * 1024
/** Whether there is one is not to be learnt now. With any other answer there is none: also volumes without streams say so in many ways. */
const unclear: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EBUSY', 'EIO', undefined])

/**
 * Gives a copy the mark of its original, and reads it back. True where it has it, or there is none to have. Paths as Node has to be given
 * them. Source of the stream: nodejs/node#18549.
 */
export function keepInternetMark(from: string, to: string): boolean {
  const mark = readMark(from)
  if (mark === null) return true
  if (mark.length > mostBytes) return false
  try {
    writeFileSync(`${to}${stream}`, mark, { flush: true })
    return readMark(to)?.equals(mark) === true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return false
  }
}

function readMark(file: string): Buffer | null {
  try {
    return readFileSync(`${file}${stream}`)
  } catch (error) {
    if (unclear.has((error as NodeJS.ErrnoException).code)) throw error
    return null
  }
}
