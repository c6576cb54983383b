import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { publisher } from './publisher.ts'
import { toQueries, toTables } from './msi-additions.ts'
import { renderWix } from './render-wix.ts'
import { sign } from './sign.ts'
import { toStableGuid } from './stable-guid.ts'

export type MsiRequest = {
  /** The folder whose files are installed. */
  readonly unpacked: string
  readonly files: readonly { readonly name: string }[]
  readonly version: string
  readonly arch: 'x64' | 'arm64'
  readonly output: string
  /** How long it waits for Landfall to leave, and for a file that somebody holds. A minute where nothing is said. */
  readonly patienceSeconds?: number
}

/** Whether an MSI can be made here: msitools' wixl is a package of Debian and of Homebrew. */
export function canBuildMsi(): boolean {
  return spawnSync('wixl', ['--version']).status === 0
}

/** Makes the MSI with wixl, adds what wixl cannot say, and signs it where that is configured. */
export async function buildMsi({
  unpacked,
  files,
  version,
  arch,
  output,
  patienceSeconds = 60,
}: MsiRequest): Promise<void> {
  const digest = await digestFiles(unpacked, files)
  const productCode = toStableGuid(`product ${version} ${arch} ${digest}`)
  const work = await mkdtemp(path.join(path.dirname(output), '.msi-'))
  // Below `work` by relative names: wixl does not take an icon's whole path.
  const call = (program: string, ...args: string[]): void => {
    const { status, stderr, error } = spawnSync(program, args, { cwd: work, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
  }
  try {
    await symlink(unpacked, path.join(work, 'files'))
    await copyFile(path.join(repositoryFolder, 'build/icons/icon.ico'), path.join(work, 'icon.ico'))
    await writeFile(path.join(work, 'leave.js'), await renderLeaveScript(files))
    const source = renderWix({ files, version, arch, productCode, filesFolder: 'files' })
    await writeFile(path.join(work, 'landfall.wxs'), source)
    call('wixl', '--arch', 'x64', '--output', 'landfall.msi', 'landfall.wxs')
    // wixl knows no arm64; but for this word such a package is one for x64.
    const template = `${arch === 'arm64' ? 'Arm64' : 'x64'};1033`
    const packageCode = toStableGuid(`package ${version} ${arch} ${digest}`)
    call('msibuild', 'landfall.msi', '-s', 'Landfall', publisher, template, packageCode)
    for (const { name, rows } of toTables({ files, patienceSeconds })) {
      await writeFile(path.join(work, `${name}.idt`), rows.map((row) => `${row.join('\t')}\r\n`).join(''))
      call('msibuild', 'landfall.msi', '-i', `${name}.idt`)
    }
    call('msibuild', 'landfall.msi', '-q', ...toQueries({ files }))
    await rename(path.join(work, 'landfall.msi'), output)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  sign(output)
}

/** JScript 5 reads a text as ANSI. */
async function renderLeaveScript(files: MsiRequest['files']): Promise<string> {
  const names = JSON.stringify(files.map(({ name }) => name.replaceAll('/', '\\')))
  const script = await readFile(path.join(repositoryFolder, 'build/package/leave.jscript'), 'utf8')
  return `var names = ${names.replaceAll(/[^ -~]/g, toEscape)}\n${script}`
}

const toEscape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

async function digestFiles(folder: string, files: MsiRequest['files']): Promise<string> {
  const digest = createHash('sha256')
  for (const { name } of files) {
    digest.update(`${name}\0`)
    for await (const bytes of createReadStream(path.join(folder, name)) as AsyncIterable<Buffer>)
      digest.update(bytes)
  }
  return digest.digest('hex')
}
