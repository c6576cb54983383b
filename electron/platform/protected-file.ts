import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'

/** The bytes of a file, or why there are none. */
export type ProtectedContent =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string }

/** As an administrator can act on it. */
export const othersMayWrite = (what: string): ProtectedContent => ({
  kind: 'refused',
  reason: `${what} can be changed by others than an administrator`,
})
export const isLink: ProtectedContent = { kind: 'refused', reason: 'is a link' }

/**
 * Reads a file that root alone can change, itself and the folder it lies in; anything else is refused. Both are looked at on the
 * open handle, so that what was looked at is what is read.
 */
export async function readProtectedFile(file: string, maximumBytes: number): Promise<ProtectedContent> {
  // The folder is opened first and stays open: its name may lead elsewhere a moment later.
  const folder = await open(
    path.dirname(file),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  )
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      const status = await handle.stat()
      if (!status.isFile()) return { kind: 'refused', reason: 'is not a file' }
      if (!isRootsAlone(await folder.stat())) return othersMayWrite('its folder')
      if (!isRootsAlone(status)) return othersMayWrite('the file')
      if (status.size > maximumBytes)
        return { kind: 'refused', reason: `is larger than ${maximumBytes} bytes` }
      return { kind: 'read', bytes: await handle.readFile() }
    } finally {
      await handle.close()
    }
  } finally {
    await folder.close()
  }
}

const writableByOthers = 0o022

/** Whether root owns it and neither group nor others may write. */
export function isRootsAlone({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === 0 && (mode & writableByOthers) === 0
}
