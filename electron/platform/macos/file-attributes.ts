import { mostStreamBytes, type NamedStreams } from '../named-streams.ts'
import { toMacError, type MacCalls } from './mac-calls.ts'

/** Gatekeeper's mark of what came from the internet, and the person's tags in Finder. What else lies there is of programs. */
const kept = ['com.apple.quarantine', 'com.apple.metadata:_kMDItemUserTags'] as const

const noAttribute: ReadonlySet<string> = new Set(['ENOATTR', 'ENOTSUP'])

/** What macOS keeps beside the content of a file and belongs to the person: extended attributes, read and written by the system's own calls. */
export function createFileAttributes(calls: MacCalls): NamedStreams {
  return {
    mark: kept[0],
    list: () => [],
    tried: kept,
    read: (file, name) => {
      const bytes = calls.readAttribute(file, name, null)
      if (bytes < 0) {
        const error = toMacError(calls, 'getxattr')
        if (noAttribute.has(error.code)) return 'none'
        throw error
      }
      if (bytes > mostStreamBytes) return 'too-large'
      const content = Buffer.alloc(bytes)
      if (calls.readAttribute(file, name, content) !== bytes) throw toMacError(calls, 'getxattr')
      return content
    },
    write: (file, name, content) => {
      if (calls.writeAttribute(file, name, content) !== 0) throw toMacError(calls, 'setxattr')
    },
    // It is written as a whole or not at all.
    remove: () => undefined,
  }
}
