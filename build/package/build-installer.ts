import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { appId, toastClsid } from '../../shared/installation/app-id.ts'
import { findNsis, isNsisForRelease } from '../bootstrap/nsis.mjs'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { listInstalledNames } from './list-installed-names.ts'
import { readNsisVersion } from './read-nsis-version.ts'
import { renderOrders } from './render-orders.ts'
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
  /** How long it waits for Landfall to leave, and for a file that somebody holds. A minute where nothing is said. */
  readonly patienceSeconds?: number
}

/** Whether an installer that may be given to anybody can be made here. */
export function canBuildReleaseInstaller(): boolean {
  return findNsis()?.isForRelease === true
}

/**
 * Makes the installer with makensis, and signs it and the uninstaller within where signing is configured. Answers the version of
 * NSIS in the finished file. Throws where there is no makensis, or the file says another version than makensis.
 */
export function buildInstaller(request: InstallerRequest): { nsis: string; isForRelease: boolean } {
  const nsis = findNsis()
  if (nsis === null) throw new Error('makensis is not installed here')
  const work = mkdtempSync(path.join(tmpdir(), 'landfall-nsis-'))
  try {
    const listFile = path.join(work, 'Landfall.files')
    writeFileSync(listFile, listInstalledNames(request.unpacked), 'utf16le')
    const ordersFile = path.join(work, 'orders.nsh')
    writeFileSync(ordersFile, renderOrders())
    const [program = '', ...before] = nsis.command
    const args = [
      ...before,
      '-V2',
      '-WX',
      '-INPUTCHARSET',
      'UTF8',
      ...toDefines(request, { listFile, ordersFile, pluginFolder: work }),
    ]
    const script = path.join(repositoryFolder, 'build/installer/landfall.nsi')
    const { status, stdout, stderr, error } = spawnSync(program, [...args, script], {
      encoding: 'utf8',
      env: { ...process.env, NSISDIR: undefined, ...nsis.env },
    })
    if (status !== 0) throw new Error(`makensis failed: ${error?.message ?? `${stdout}${stderr}`}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const made = proveVersion(request.output, nsis.version)
  sign(request.output)
  return { nsis: made, isForRelease: isNsisForRelease(made) }
}

/** What the finished file says of its NSIS. One that says anything else than makensis did goes, so that no one hands it out. */
function proveVersion(file: string, said: string): string {
  try {
    const made = readNsisVersion(file)
    if (made !== said) throw new Error(`${file} says NSIS ${made}, and makensis ${said}`)
    return made
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}

function toDefines(
  { unpacked, files, version, arch, output, isCompressed, patienceSeconds }: InstallerRequest,
  {
    listFile,
    ordersFile,
    pluginFolder,
  }: { readonly listFile: string; readonly ordersFile: string; readonly pluginFolder: string },
): readonly string[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const isSigned = toSignCommand(readSigning(process.env), undefined) !== null
  const signer = path.join(repositoryFolder, 'build/package/sign.ts')
  const defines: Record<string, string> = {
    APP_FOLDER: unpacked,
    APP_ID: appId,
    ARCH: arch,
    ICON: path.join(repositoryFolder, 'build/icons/icon.ico'),
    LIST_FILE: listFile,
    ORDERS_FILE: ordersFile,
    PLUGINS: pluginFolder,
    OUTPUT: output,
    SIZE_KB: String(Math.ceil(bytes / 1024)),
    TOAST_CLSID: toastClsid,
    VERSION: version,
    ...(isSigned && { SIGN: `"${process.execPath}" "${signer}"` }),
    ...(!isCompressed && { STORE: '1' }),
    ...(patienceSeconds !== undefined && { PATIENCE_SECONDS: String(patienceSeconds) }),
  }
  return Object.entries(defines).map(([name, value]) => `-D${name}=${value}`)
}
