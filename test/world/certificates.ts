import { createHash, X509Certificate } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { generate } from 'selfsigned'

/** A certificate authority made for one world, and the leaf of its servers. PEM. */
export type Certificates = {
  readonly caFile: string
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** SHA-256 of the leaf's public key in base64, for Chromium's --ignore-certificate-errors-spki-list. */
  readonly spki: string
}

/** Makes a CA and a leaf for localhost and 127.0.0.1, and writes `ca.pem` into the folder. */
export async function createCertificates(folder: string): Promise<Certificates> {
  const authority = await generate([{ name: 'commonName', value: 'Landfall test world CA' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          // The tenants' OneDrives, which only the app looks for here.
          { type: 2, value: '*.sharepoint.com' },
          // For a proxy to find; nothing else knows these names.
          { type: 2, value: '*.landfall.test' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  const caFile = path.join(folder, 'ca.pem')
  await writeFile(caFile, authority.cert)
  const publicKey = new X509Certificate(leaf.cert).publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(publicKey).digest('base64')
  return { caFile, ca: authority.cert, cert: leaf.cert, key: leaf.private, spki }
}

/**
 * Makes the authority one of the system's own for everything that has this home: on Linux the NSS database that
 * Chromium reads. Elsewhere the system's store is the whole user's; see `trustingSwitches`.
 */
export async function trustAuthority(home: string, { caFile }: Certificates): Promise<void> {
  if (process.platform !== 'linux') return
  const database = path.join(home, '.pki/nssdb')
  await mkdir(database, { recursive: true, mode: 0o700 })
  const certutil = (...args: string[]) => promisify(execFile)('certutil', ['-d', `sql:${database}`, ...args])
  await certutil('-N', '--empty-password')
  await certutil('-A', '-n', 'Landfall test world CA', '-t', 'C,,', '-i', caFile)
}

/** Where there is no store for one home, the app gets the one certificate by an argument. */
export function trustingSwitches({ spki }: Certificates): readonly string[] {
  return process.platform === 'linux' ? [] : [`--ignore-certificate-errors-spki-list=${spki}`]
}
