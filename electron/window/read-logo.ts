import { open } from 'node:fs/promises'
import type { Log } from '../context/log.ts'

const mostBytes = 64 * 1024
/** On a side. A small file can unfold to a picture that fills the memory. */
const mostPixels = 1024
/** PNG's signature and the head of its first chunk; width and height follow (PNG 3rd edition, 5.2 and 11.2.1). */
const start = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** The organisation's picture as a `data:` address; null, with a line in the log, where there is no such PNG. */
export async function readLogo(file: string, log: Log): Promise<string | null> {
  const refuse = (why: string): null => {
    log.warn('logo-not-shown', { why })
    return null
  }
  try {
    const handle = await open(file)
    try {
      const status = await handle.stat()
      if (!status.isFile()) return refuse('not-a-file')
      if (status.size > mostBytes) return refuse('too-large')
      const bytes = await handle.readFile()
      if (!bytes.subarray(0, start.length).equals(start) || bytes.length < 24) return refuse('not-png')
      const side = Math.max(bytes.readUInt32BE(16), bytes.readUInt32BE(20))
      if (side > mostPixels) return refuse('too-large')
      return `data:image/png;base64,${bytes.toString('base64')}`
    } finally {
      await handle.close()
    }
  } catch (error) {
    return refuse((error as NodeJS.ErrnoException).code ?? 'unreadable')
  }
}
