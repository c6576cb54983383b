import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeFileSync } from 'node:fs'

/**
 * What became of what a system keeps beside the content of a file. `some-left`: the copy has not all of it. `mark-lost`: the copy would not
 * carry the mark that it came from the internet, so nothing may have it.
 */
export type KeptStreams = 'kept' | 'some-left' | 'mark-lost'

/** What a system keeps beside the content of a file, by name: named streams on Windows, extended attributes on a Mac. */
export type NamedStreams = {
  /** The one that says that a file came from the internet: programs open such a file protected. */
  readonly mark: string
  /** Names beside the content; throws where that is not to be learnt now. A volume that keeps none has none. */
  readonly list: (file: string) => readonly string[]
  /** `none`: it is gone, or was only asked for. Throws where it is there and cannot be read. */
  readonly read: (file: string, name: string) => Buffer | 'none' | 'too-large'
  readonly write: (file: string, name: string, content: Buffer) => void
  readonly remove: (file: string, name: string) => void
}

/** So many bytes of each go with a copy. */
export const mostStreamBytes = 1024 * 1024

/** Gives a copy what lies beside the content of its original, the mark first, and reads each back. Paths as Node has to be given them. */
export function keepStreams(streams: NamedStreams, from: string, to: string): KeptStreams {
  const isMark = (name: string): boolean => name.toLowerCase() === streams.mark.toLowerCase()
  const names = streams.list(from)
  let kept: KeptStreams = 'kept'
  for (const name of [...names.filter(isMark), ...names.filter((one) => !isMark(one))]) {
    const content = streams.read(from, name)
    if (content === 'none' || (content !== 'too-large' && isWritten(streams, to, name, content))) continue
    if (isMark(name)) return 'mark-lost'
    kept = 'some-left'
  }
  return kept
}

function isWritten(streams: NamedStreams, file: string, name: string, content: Buffer): boolean {
  try {
    streams.write(file, name, content)
    const written = streams.read(file, name)
    if (written instanceof Buffer && written.equals(content)) return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
  try {
    // Half of it is worse than none.
    streams.remove(file, name)
  } catch {
    // There is none.
  }
  return false
}

/** Whether there is one is not to be learnt now. With any other answer there is none: also volumes without streams say so in many ways. */
const unclear: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EBUSY', 'EIO', undefined])

const internetMark = 'Zone.Identifier'

/** Streams as Windows names them, `path:stream`, which Node reads and writes like files (nodejs/node#18549). */
export function createFileStreams(list: NamedStreams['list']): NamedStreams {
  return {
    mark: internetMark,
    list: (file) => {
      const names = list(file)
      // Asked for in any case: a system that lists no streams may keep this one.
      return names.some((name) => name.toLowerCase() === internetMark.toLowerCase())
        ? names
        : [internetMark, ...names]
    },
    read: (file, name) => {
      let descriptor: number
      try {
        descriptor = openSync(`${file}:${name}`, 'r')
      } catch (error) {
        if (unclear.has((error as NodeJS.ErrnoException).code)) throw error
        return 'none'
      }
      try {
        return readWhole(descriptor)
      } finally {
        closeSync(descriptor)
      }
    },
    write: (file, name, content) => writeFileSync(`${file}:${name}`, content, { flush: true }),
    remove: (file, name) => unlinkSync(`${file}:${name}`),
  }
}

function readWhole(descriptor: number): Buffer | 'too-large' {
  const { size } = fstatSync(descriptor)
  if (size > mostStreamBytes) return 'too-large'
  // A byte more, to see that it did not grow.
  const content = Buffer.alloc(size + 1)
  let length = 0
  for (let read = -1; read !== 0 && length <= size; length += read)
    read = readSync(descriptor, content, length, content.length - length, length)
  return length > mostStreamBytes ? 'too-large' : content.subarray(0, length)
}
