import { spawnSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import { findOsslsigncode } from '../bootstrap/osslsigncode.mjs'

/**
 * How programs are signed, by the environment of the release; nothing of it is in the repository.
 * `file`: a PFX and the file with its password. `token`: a hardware token or key store by PKCS #11. `azure`: Azure Trusted
 * Signing, on Windows, through signtool and Microsoft's library.
 */
export type Signing =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly pfx: string; readonly passwordFile: string }
  | { readonly kind: 'token'; readonly module: string; readonly key: string; readonly certificate: string }
  | { readonly kind: 'azure'; readonly library: string; readonly metadata: string }

const description = 'Landfall'

/** Reads `LANDFALL_SIGN…`. Throws where a half of it is missing: a release is not left unsigned by a slip. */
export function readSigning(environment: NodeJS.ProcessEnv): Signing {
  const kind = environment['LANDFALL_SIGN'] ?? 'none'
  const needed = (name: string): string => {
    const value = environment[`LANDFALL_SIGN_${name}`]
    if (!value) throw new Error(`LANDFALL_SIGN is ${kind}, so LANDFALL_SIGN_${name} must be set`)
    return value
  }
  switch (kind) {
    case 'none':
      return { kind }
    case 'file':
      return { kind, pfx: needed('PFX'), passwordFile: needed('PASSWORD_FILE') }
    case 'token':
      return { kind, module: needed('MODULE'), key: needed('KEY'), certificate: needed('CERTIFICATE') }
    case 'azure':
      return { kind, library: needed('LIBRARY'), metadata: needed('METADATA') }
    default:
      throw new Error(`LANDFALL_SIGN is "${kind}"; there are: none, file, token, azure`)
  }
}

/** The command that signs a file; `%1` stands for it. Null where nothing is signed. */
export function toSignCommand(signing: Signing, timestampUrl: string | undefined): readonly string[] | null {
  const time = timestampUrl === undefined ? [] : ['-ts', timestampUrl]
  const tail = ['-h', 'sha256', '-n', description, ...time, '-in', '%1', '-out', '%1.signed']
  switch (signing.kind) {
    case 'none':
      return null
    case 'file':
      return ['osslsigncode', 'sign', '-pkcs12', signing.pfx, '-readpass', signing.passwordFile, ...tail]
    case 'token': {
      const { module, key, certificate } = signing
      return ['osslsigncode', 'sign', '-pkcs11module', module, '-key', key, '-certs', certificate, ...tail]
    }
    case 'azure': {
      const at = timestampUrl ?? 'http://timestamp.acs.microsoft.com'
      const library = ['/dlib', signing.library, '/dmdf', signing.metadata]
      return ['signtool', 'sign', '/v', '/fd', 'SHA256', '/tr', at, '/td', 'SHA256', ...library, '%1']
    }
  }
}

/** Signs a file in place; throws where that fails. */
export function sign(file: string): void {
  const command = toSignCommand(readSigning(process.env), process.env['LANDFALL_SIGN_TIMESTAMP'])
  if (command === null) return
  const [named = '', ...args] = command.map((word) => word.replace('%1', file))
  const program = named === 'osslsigncode' ? (findOsslsigncode()?.command ?? named) : named
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file} could not be signed: ${stderr}`)
  if (args.includes(`${file}.signed`)) renameSync(`${file}.signed`, file)
}

// The file, and where a signed copy of it goes; else the file itself is signed.
if (import.meta.main) {
  const [file = '', copy = file] = process.argv.slice(2)
  if (copy !== file) copyFileSync(file, copy)
  sign(copy)
}
