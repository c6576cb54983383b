import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'
import { programFolder, type ScriptCase } from '../../world/powershell/cases.ts'
import { createWinePrefix } from '../wine-prefix.ts'

/** What `__PSLockdownPolicy` says, by mode: as usual, and as where App Control trusts signed scripts only. */
const modes = { usual: null, constrained: '4' } as const

export type ScriptAnswer = {
  readonly name: string
  readonly isRight: boolean
  /** The exit code and what was printed. */
  readonly detail: string
}

export type ScriptRun = {
  readonly wine: string
  /** The folder of PowerShell for Windows. */
  readonly host: string
  readonly cases: readonly ScriptCase[]
  readonly onAnswer: (answer: ScriptAnswer) => void
}

type Windows = {
  readonly host: string
  readonly home: string
  readonly drive: string
  readonly user: string
  readonly environment: NodeJS.ProcessEnv
}

type Keys = Readonly<Record<string, Readonly<Record<string, string | null>>>>

const program = 'C:\\Program Files\\Landfall'
const session = 'HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\Session Manager\\Environment'

/** Runs Intune's scripts, unchanged, by PowerShell for Windows on the registry of a Wine of its own, each case in both modes. */
export async function runScripts({ wine, host, cases, onAnswer }: ScriptRun): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'landfall-powershell-'))
  const prefix = await createWinePrefix(wine)
  try {
    const [user = 'root'] = (await readdir(path.join(prefix.drive, 'users'))).filter(
      (name) => name !== 'Public',
    )
    const { drive } = prefix
    const windows = { host, home, drive, user, environment: toEnvironment(path.dirname(drive)) }
    for (const [mode, lockdown] of Object.entries(modes)) {
      await importRegistry(windows, { [session]: { __PSLockdownPolicy: lockdown } })
      for (const one of cases) {
        await prepare(windows, one)
        const { code, said } = run(windows, one)
        const isRight = code === one.code && one.said.test(said)
        const name = `${one.script}.ps1, ${mode}: ${one.name}`
        onAnswer({ name, isRight, detail: `exit ${code}: ${said}` })
        await importRegistry(
          windows,
          Object.fromEntries(Object.keys(one.registry).map((key) => [`-${key}`, {}])),
        )
      }
    }
  } finally {
    await prefix.remove()
    await rm(home, { recursive: true, force: true })
  }
}

/** For PowerShell for Windows in this folder of Wine's. */
export function toEnvironment(prefix: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DISPLAY: undefined,
    HOME: path.dirname(prefix),
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // .NET's own libraries are not loaded where `mscoree` is switched off.
    WINEDLLOVERRIDES: 'mshtml=',
    LC_ALL: 'C.UTF-8',
    // .NET 10 on Wine 8 falls over in a finalizer now and then; with a first generation this large none runs in so short a script.
    DOTNET_GCgen0size: '0x8000000',
  }
}

async function importRegistry({ home, environment }: Windows, keys: Keys): Promise<void> {
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    `[${key}]`,
    ...Object.entries(values).map(([name, value]) => `${quote(name)}=${value === null ? '-' : quote(value)}`),
  ])
  const file = path.join(home, 'keys.reg')
  await writeFile(file, ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n'))
  spawnSync('wine', ['regedit', '/S', toWindows(file)], { env: environment, stdio: 'ignore' })
}

async function prepare(windows: Windows, one: ScriptCase): Promise<void> {
  const { drive, user } = windows
  const places = {
    APPDATA: path.join(drive, 'users', user, 'AppData/Roaming'),
    ProgramData: path.join(drive, 'ProgramData'),
    program: path.join(drive, 'Program Files/Landfall'),
  }
  const owns = [places.APPDATA, places.ProgramData].map((at) => path.join(at, 'Landfall'))
  for (const place of [places.program, ...owns]) await rm(place, { recursive: true, force: true })
  for (const [name, content] of Object.entries(one.files ?? {})) {
    const [root = '', ...more] = name.split('/')
    const file = path.join(places[root as 'APPDATA' | 'ProgramData'], ...more)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
    const tomorrow = new Date(Date.now() + 24 * 3600_000)
    if (one.isFromTheFuture) await utimes(file, tomorrow, tomorrow)
  }
  if (one.program !== undefined) {
    await mkdir(places.program, { recursive: true })
    // It starts and ends.
    const stand = path.join(drive, 'windows/system32/hostname.exe')
    await copyFile(stand, path.join(places.program, 'Landfall.exe'))
  }
  const folder = program.replaceAll('\\', '\\\\')
  const registry = JSON.stringify(one.registry).replaceAll(programFolder, () => folder)
  await importRegistry(windows, JSON.parse(registry) as Keys)
}

/** As Intune starts a script. PowerShell wants a console, which `script` gives. */
function run(
  { host, home, environment }: Windows,
  one: ScriptCase,
): { readonly code: number; readonly said: string } {
  const script = toWindows(path.join(repositoryFolder, `docs/intune/${one.script}.ps1`))
  const output = path.join(home, 'output.txt')
  const words = [path.join(host, 'host.exe'), '-NoLogo', '-NoProfile', '-NonInteractive']
  const command = [...words, '-ExecutionPolicy', 'Bypass', '-File', script]
    .map((word) => `'${word}'`)
    .join(' ')
  const call = `timeout 120 wine ${command} >'${output}' 2>/dev/null`
  const { status } = spawnSync('script', ['-qec', call, '/dev/null'], { env: environment, stdio: 'ignore' })
  return { code: status ?? -1, said: readFileSync(output, 'utf8').replaceAll('\r', '').trim() }
}

/** A file of Linux as Wine names it. */
export function toWindows(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`
}
