import { createHash, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
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
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
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
