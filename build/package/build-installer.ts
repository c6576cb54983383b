import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { appId } from '../../shared/app-id.ts'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { readSigning, sign, toSignCommand } from './sign.ts'

export type InstallerRequest = {
  /** The folder whose files are installed. */
  readonly unpacked: string
  readonly files: readonly { readonly size: number }[]
  readonly version: string
  readonly arch: 'x64' | 'arm64'
  readonly output: string
  /** False is quick, for trying it. */
  readonly isCompressed: boolean
}

/** Makes the installer with makensis, and signs it and the uninstaller within where signing is configured. */
export function buildInstaller({
  unpacked,
  files,
  version,
  arch,
  output,
  isCompressed,
}: InstallerRequest): void {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const isSigned = toSignCommand(readSigning(process.env), undefined) !== null
  const signer = path.join(repositoryFolder, 'build/package/sign.ts')
  const defines: Record<string, string> = {
    APP_FOLDER: unpacked,
    APP_ID: appId,
    ARCH: arch,
    ICON: path.join(repositoryFolder, 'build/icons/icon.ico'),
    OUTPUT: output,
    SIZE_KB: String(Math.ceil(bytes / 1024)),
    VERSION: version,
    ...(isSigned && { SIGN: `"${process.execPath}" "${signer}"` }),
    ...(!isCompressed && { STORE: '1' }),
  }
  const args = [
    '-V2',
    '-WX',
    '-INPUTCHARSET',
    'UTF8',
    ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
    path.join(repositoryFolder, 'build/installer/landfall.nsi'),
  ]
  const environment = { ...process.env, NSISDIR: undefined }
  const { status, stdout, stderr, error } = spawnSync('makensis', args, {
    encoding: 'utf8',
    env: environment,
  })
  if (status !== 0) throw new Error(`makensis failed: ${error?.message ?? `${stdout}${stderr}`}`)
  sign(output)
}
