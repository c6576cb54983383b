import { execFileSync, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findOsslsigncode } from '../../build/bootstrap/osslsigncode.mjs'

/** A certificate for signing programs that only these tests believe. */
export type TestCertificate = {
  /** What `build/package/sign.ts` reads to sign with it. */
  readonly environment: Readonly<Record<string, string>>
  /** Whether a program or MSI is signed with it and unchanged since. */
  isSigned(file: string): boolean
}

export async function makeCertificate(home: string): Promise<TestCertificate> {
  const place = (name: string): string => path.join(home, name)
  const [key, certificate, pfx, password] = ['key.pem', 'cert.pem', 'cert.pfx', 'password'].map(place) as [
    string,
    string,
    string,
    string,
  ]
  await writeFile(password, 'only here')
  const subject = ['-subj', '/CN=Landfall test', '-addext', 'extendedKeyUsage=codeSigning']
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' })
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject],
    ...['-keyout', key, '-out', certificate],
  )
  openssl(
    ...['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', pfx],
    ...['-passout', `file:${password}`],
  )
  return {
    environment: { LANDFALL_SIGN: 'file', LANDFALL_SIGN_PFX: pfx, LANDFALL_SIGN_PASSWORD_FILE: password },
    isSigned: (file) =>
      spawnSync(findOsslsigncode()?.command ?? 'osslsigncode', [
        'verify',
        '-CAfile',
        certificate,
        '-in',
        file,
      ]).status === 0,
  }
}

/** Does `work` with more in the environment, where the programs that sign look. */
export async function withEnvironment<Result>(
  more: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  Object.assign(process.env, more)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(more)) delete process.env[name]
  }
}
