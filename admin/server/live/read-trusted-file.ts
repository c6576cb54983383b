import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { LiveTrouble } from './live-trouble.ts'

const bytesAtMost = 64 * 1024

type Owned = { readonly uid: number; readonly mode: number }

/**
 * Reads a file with a secret that an administrator alone can write: owned by root or by this account, writable for no other account,
 * in a folder for which the same is true. Links are followed first, as Kubernetes mounts secrets through them.
 */
export async function readTrustedFile(file: string): Promise<string> {
  if (process.platform === 'win32')
    throw new LiveTrouble('live.file-not-trusted', 'on Windows nobody can tell who may write the file')
  try {
    const whole = await realpath(file)
    const handle = await open(whole, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const found = await handle.stat()
      if (!found.isFile() || found.size > bytesAtMost)
        throw new LiveTrouble('live.file-unreadable', 'it is no file, or larger than 64 KB')
      if (!isOfAdministrator(found, false) || !isOfAdministrator(await stat(path.dirname(whole)), true))
        throw new LiveTrouble(
          'live.file-not-trusted',
          'others than its owner and root can write the file or its folder',
        )
      return (await handle.readFile('utf8')).trim()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof LiveTrouble) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new LiveTrouble('live.file-unreadable', code)
  }
}

function isOfAdministrator({ uid, mode }: Owned, isFolder: boolean): boolean {
  const isOwn = uid === 0 || uid === process.getuid?.()
  // In a folder with the sticky bit no account can replace another account's file.
  const isSticky = isFolder && (mode & 0o1000) !== 0
  return isOwn && (isSticky || (mode & 0o022) === 0)
}
