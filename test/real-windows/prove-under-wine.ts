import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { findPowerShell, powerShellEnvironment } from '../../build/bootstrap/powershell.mjs'
import { repositoryFolder } from '../../build/bootstrap/set-up.mjs'
import type { InstalledWindows } from '../install/installed-windows.ts'
import { addMsi, addSetup } from '../install/packed-landfall.ts'
import { toEnvironment, toWindows } from '../windows/powershell/run-scripts.ts'

/*
 * The checks for a real Windows, run by PowerShell for Windows on the installers that Wine's tests have. What Wine cannot show they say
 * themselves.
 */
export type Check = {
  readonly number: number
  readonly name: string
  readonly rows: readonly string[]
  readonly state: string
  readonly proves: string
}

export type Proof = {
  /** The script's own exit code, of 8 bits. */
  readonly code: number | null
  readonly checks: readonly (Check & {
    readonly result: 'ok' | 'wrong' | 'not-provable-here'
    readonly detail: string
  })[]
  /** The summary in Markdown. */
  readonly summary: string
  readonly said: string
}

/** Ends one that hangs. A check waits for up to two minutes by itself, where the machine is fast. */
export const provingMilliseconds = 20 * 60_000

export const proofFolder = path.join(repositoryFolder, 'test/real-windows')
const script = path.join(proofFolder, 'prove-windows.ps1')

/** The checks by number, as the script lists them; null where there is no PowerShell here. */
export function listChecks(): readonly Check[] | null {
  const [program, ...args] = findPowerShell() ?? []
  if (program === undefined) return null
  const { stdout, stderr } = spawnSync(program, [...args, '-File', script, '-List'], {
    cwd: repositoryFolder,
    encoding: 'utf8',
    env: { ...process.env, ...powerShellEnvironment },
  })
  if (!stdout.startsWith('[')) throw new Error(`the checks were not listed: ${stderr}`)
  return JSON.parse(stdout) as readonly Check[]
}

/** Puts packages of two versions where the script looks for them, and the other processor's of the first. */
export async function addProofPackages(windows: InstalledWindows, home: string): Promise<void> {
  const place = async (made: string, name: string): Promise<void> => {
    await mkdir(path.dirname(path.join(windows.drive, name)), { recursive: true })
    await rename(path.join(windows.drive, made), path.join(windows.drive, name))
  }
  for (const [folder, version] of [
    ['this', '1.0.0'],
    ['next', '1.1.0'],
  ] as const) {
    await addSetup(windows, home, { version, arch: 'x64' })
    await addMsi(windows, home, { version, arch: 'x64' })
    await place(`setup-${version}-x64.exe`, `${folder}/Landfall-${version}-win-x64-setup.exe`)
    await place(`landfall-${version}.msi`, `${folder}/Landfall-${version}-win-x64.msi`)
  }
  await addSetup(windows, home, { version: '1.0.0', arch: 'arm64' })
  await place('setup-1.0.0-arm64.exe', 'this/Landfall-1.0.0-win-arm64-setup.exe')
}

export type ProofRequest = {
  readonly windows: InstalledWindows
  /** The folder of PowerShell for Windows. */
  readonly host: string
  /** A number or a part of a check's name. */
  readonly only: string
  readonly next?: string
}

/** Runs one check; .NET 10 on Wine 8 falls over now and then in a process that does many. */
export async function proveUnderWine({
  windows,
  host,
  only,
  next = 'C:\\next',
}: ProofRequest): Promise<Proof> {
  const output = path.join(windows.drive, 'proof')
  await rm(output, { recursive: true, force: true })
  const words = `-This C:\\this -Next ${next} -Output C:\\proof -StandIn -NobodyNeedsThisComputer -Only '${only}'`
  const { code, said } = runPowerShell(windows, host, `& '${toWindows(script)}' ${words}; exit $LASTEXITCODE`)
  const text = await readFile(path.join(output, 'proof.json'), 'utf8').catch(() => null)
  if (text === null) throw new Error(`nothing was proven: ${said}`)
  const { checks } = JSON.parse(text) as { readonly checks: Proof['checks'] }
  return { code, checks, summary: await readFile(path.join(output, 'proof.md'), 'utf8'), said }
}

/** What PowerShell for Windows says to a command. It wants a console, which `script` gives. */
export function runPowerShell(
  windows: InstalledWindows,
  host: string,
  command: string,
): { readonly code: number | null; readonly said: string } {
  const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
  const words = [path.join(host, 'host.exe'), '-NoLogo', '-NoProfile', '-NonInteractive']
  const call = [...words, '-ExecutionPolicy', 'Bypass', '-Command', command].map(quote).join(' ')
  const prefix = path.dirname(windows.drive)
  const output = path.join(path.dirname(prefix), 'said.txt')
  const { status, error } = spawnSync(
    'script',
    ['-qec', `wine ${call} >${quote(output)} 2>&1`, '/dev/null'],
    {
      env: toEnvironment(prefix),
      stdio: 'ignore',
      timeout: provingMilliseconds,
    },
  )
  if (error !== undefined) throw error
  const { stdout } = spawnSync('cat', [output], { encoding: 'utf8' })
  return { code: status, said: stdout.replaceAll('\r', '') }
}

/** Keeps a copy of the newer version's package where the older one is looked for. */
export async function copyPackage(windows: InstalledWindows, from: string, to: string): Promise<void> {
  await mkdir(path.dirname(path.join(windows.drive, to)), { recursive: true })
  await copyFile(path.join(windows.drive, from), path.join(windows.drive, to))
}
