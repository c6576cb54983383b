import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, readFile, rm, writeFile } from 'node:fs/promises'

/** The password of the database, or another secret of this folder, made on first use; the file appears whole or not at all. */
export async function readSecretFile(
  file: string,
  make: () => string = () => randomBytes(24).toString('hex'),
): Promise<string> {
  if (!existsSync(file)) {
    const temporary = `${file}.${randomBytes(6).toString('hex')}`
    try {
      await writeFile(temporary, make(), { mode: 0o600, flush: true })
      await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
        // Somebody else was first; theirs counts.
        if (error.code !== 'EEXIST') throw error
      })
    } finally {
      await rm(temporary, { force: true })
    }
  }
  return readFile(file, 'utf8')
}
