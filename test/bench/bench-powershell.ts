import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { repositoryFolder, spreadOf, writeBench } from './measure.ts'
import { makeWindowsHost } from './powershell/windows-host.ts'
import { createWinePrefix, readWineVersion } from '../windows/wine-prefix.ts'
import { programFolder, scriptCases, type ScriptCase } from '../world/powershell/cases.ts'

/*
 * The whole table of Intune's scripts, by PowerShell for Windows on Wine's registry: as usual, and in constrained language mode, as where
 * App Control trusts signed scripts only. `npm run bench powershell [part of a name]`; about eight minutes. Measured is what of the table
 * comes out as it stands there.
 */
const modes = { usual: null, constrained: '4' } as const
const part = process.argv[2] ?? ''
const wine = readWineVersion()
if (wine === null) throw new Error('Wine is not installed here')
const host = makeWindowsHost()
const home = await mkdtemp(path.join(tmpdir(), 'landfall-powershell-'))
const prefix = await createWinePrefix(wine)
const environment = {
  ...process.env,
  DISPLAY: undefined,
  HOME: path.dirname(path.dirname(prefix.drive)),
  WINEPREFIX: path.dirname(prefix.drive),
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // .NET's own libraries are not loaded where `mscoree` is switched off.
  WINEDLLOVERRIDES: 'mshtml=',
  LC_ALL: 'C.UTF-8',
  // .NET 10 on Wine 8 falls over in a finalizer now and then; with a first generation this large none runs in so short a script.
  DOTNET_GCgen0size: '0x8000000',
}
const program = 'C:\\Program Files\\Landfall'
const session = 'HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\Session Manager\\Environment'
// No program of Wine writes what a Landfall writes when it looks.
const cases = scriptCases.filter(({ name, program: made }) => name.includes(part) && !made?.status)
const failed: string[] = []
let count = 0
try {
  const [user = 'root'] = (await readdir(path.join(prefix.drive, 'users'))).filter(
    (name) => name !== 'Public',
  )
  for (const [mode, lockdown] of Object.entries(modes)) {
    await importRegistry({ [session]: { __PSLockdownPolicy: lockdown } })
    for (const one of cases) {
      await prepare(one, user)
      const { code, said } = run(one)
      const isRight = code === one.code && one.said.test(said)
      console.log(
        `${isRight ? 'ok' : 'FAIL'} ${mode}: ${one.script}: ${one.name}${isRight ? '' : ` (${code}: ${said})`}`,
      )
      if (!isRight) failed.push(`${mode}: ${one.script}: ${one.name}`)
      count += 1
      await importRegistry(Object.fromEntries(Object.keys(one.registry).map((key) => [`-${key}`, {}])))
    }
  }
  await writeBench({
    name: 'powershell',
    ratio: (count - failed.length) / count,
    better: 'higher',
    unit: 'rows that come out/rows',
    limit: 'the table of test/world/powershell/cases.ts, in both modes',
    runs: 1,
    ours: spreadOf([count - failed.length]),
    theirs: spreadOf([count]),
    extra: { failed },
  })
  process.exitCode = failed.length > 0 ? 1 : 0
} finally {
  await prefix.remove()
  await rm(home, { recursive: true, force: true })
}

type Keys = Readonly<Record<string, Readonly<Record<string, string | null>>>>

async function importRegistry(keys: Keys): Promise<void> {
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    `[${key}]`,
    ...Object.entries(values).map(([name, value]) => `${quote(name)}=${value === null ? '-' : quote(value)}`),
  ])
  const file = path.join(home, 'keys.reg')
  await writeFile(file, ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n'))
  spawnSync('wine', ['regedit', '/S', toWindows(file)], { env: environment, stdio: 'ignore' })
}

async function prepare(one: ScriptCase, user: string): Promise<void> {
  const places = {
    APPDATA: path.join(prefix.drive, 'users', user, 'AppData/Roaming'),
    ProgramData: path.join(prefix.drive, 'ProgramData'),
    program: path.join(prefix.drive, 'Program Files/Landfall'),
  }
  for (const place of [
    places.program,
    ...[places.APPDATA, places.ProgramData].map((at) => path.join(at, 'Landfall')),
  ])
    await rm(place, { recursive: true, force: true })
  for (const [name, content] of Object.entries(one.files ?? {})) {
    const [root = '', ...more] = name.split('/')
    const file = path.join(places[root as 'APPDATA' | 'ProgramData'], ...more)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  if (one.program !== undefined) {
    await mkdir(places.program, { recursive: true })
    // It starts and ends.
    const stand = path.join(prefix.drive, 'windows/system32/hostname.exe')
    await copyFile(stand, path.join(places.program, 'Landfall.exe'))
  }
  const registry = JSON.stringify(one.registry).replaceAll(programFolder, () =>
    program.replaceAll('\\', '\\\\'),
  )
  await importRegistry(JSON.parse(registry) as Keys)
}

/** As Intune starts a script. PowerShell wants a console, which `script` gives. */
function run(one: ScriptCase): { readonly code: number; readonly said: string } {
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

function toWindows(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`
}
