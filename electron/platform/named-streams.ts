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
  /** Names that are there; throws where that is not to be learnt now. A volume that keeps none has none. */
  readonly list: (file: string) => readonly string[]
  /** Names that are asked for in any case: a system that lists nothing may keep these. */
  readonly tried: readonly string[]
  /** `none`: there is none of this name. `unread`: no one can tell. Throws where another time may tell. */
  readonly read: (file: string, name: string) => Buffer | 'none' | 'unread' | 'too-large'
  readonly write: (file: string, name: string, content: Buffer) => void
  readonly remove: (file: string, name: string) => void
}

/** So many bytes of each go with a copy. */
export const mostStreamBytes = 1024 * 1024

/** Gives a copy what lies beside the content of its original, the mark first, and reads each back. Paths as Node has to be given them. */
export function keepStreams(streams: NamedStreams, from: string, to: string): KeptStreams {
  const isMark = (name: string): boolean => name.toLowerCase() === streams.mark.toLowerCase()
  const listed = streams.list(from)
  const isListed = (name: string): boolean =>
    listed.some((other) => other.toLowerCase() === name.toLowerCase())
  const names = [...streams.tried.filter((name) => !isListed(name)), ...listed]
  let kept: KeptStreams = 'kept'
  for (const name of [...names.filter(isMark), ...names.filter((one) => !isMark(one))]) {
    const content = streams.read(from, name)
    // That there is none is believed only of a name that no one has listed.
    if (content === 'none' && !isListed(name)) continue
    if (content instanceof Buffer && isWritten(streams, to, name, content)) continue
    if (isMark(name)) return 'mark-lost'
    kept = 'some-left'
  }
  return kept
}

/** The disk of the copy is full: the same as where its content finds no room. */
export class NoRoomForStreams extends Error {
  constructor(cause: unknown) {
    super('no room', { cause })
    this.name = 'NoRoomForStreams'
  }
}

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

function isWritten(streams: NamedStreams, file: string, name: string, content: Buffer): boolean {
  try {
    streams.write(file, name, content)
    const written = streams.read(file, name)
    if (written instanceof Buffer && written.equals(content)) return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (full.has(code)) throw new NoRoomForStreams(error)
  }
  try {
    // Half of it is worse than none.
    streams.remove(file, name)
  } catch {
    // There is none.
  }
  return false
}

/** Another time may tell more. */
const passing: ReadonlySet<string | undefined> = new Set([
  'EACCES',
  'EPERM',
  'EBUSY',
  'EIO',
  'EMFILE',
  'ENFILE',
  undefined,
])
/** No stream of this name; the last two are of volumes that keep none (ERROR_INVALID_FUNCTION and ERROR_NOT_SUPPORTED, as libuv names them). */
const absent: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EINVAL', 'EISDIR', 'ENOTSUP'])

const internetMark = 'Zone.Identifier'

/** Streams as Windows names them, `path:stream`, which Node reads and writes like files (nodejs/node#18549). */
export function createFileStreams(list: NamedStreams['list']): NamedStreams {
  return {
    mark: internetMark,
    list,
    tried: [internetMark],
    read: (file, name) => {
      let descriptor: number
      try {
        descriptor = openSync(`${file}:${name}`, 'r')
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (passing.has(code)) throw error
        return absent.has(code) ? 'none' : 'unread'
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
