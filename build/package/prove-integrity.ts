import { getRawHeader } from '@electron/asar'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { NtExecutable, NtExecutableResource } from 'resedit'

/**
 * Proves that a Windows program carries the digest of the archive beside it: Electron refuses to start with another one
 * where the fuse is on. Throws where it does not.
 */
export async function proveIntegrity(unpacked: string): Promise<void> {
  const bytes = await readFile(path.join(unpacked, 'Landfall.exe'))
  // A release is signed by now; it is only read.
  const program = NtExecutable.from(bytes, { ignoreCert: true })
  const { entries } = NtExecutableResource.from(program)
  const entry = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR')
  const said: unknown = entry === undefined ? null : JSON.parse(Buffer.from(entry.bin).toString('utf8'))
  const { headerString } = getRawHeader(path.join(unpacked, 'resources/app.asar'))
  const value = createHash('sha256').update(headerString).digest('hex')
  const wanted = [{ file: 'resources\\app.asar', alg: 'SHA256', value }]
  if (JSON.stringify(said) !== JSON.stringify(wanted))
    throw new Error('the program does not carry the digest of its archive')
}
