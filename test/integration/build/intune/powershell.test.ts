import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  findPowerShell,
  powerShellEnvironment,
  readPowerShellVersion,
} from '../../../../build/bootstrap/powershell.mjs'
import { repositoryFolder } from '../../../../build/bootstrap/set-up.mjs'
import {
  canRunUnderWine,
  programFolder,
  scriptCases,
  type ScriptCase,
} from '../../../world/powershell/cases.ts'

/*
 * The scripts that an admin is given, in PowerShell itself, as usual and in constrained language mode, where App Control or AppLocker
 * trusts signed scripts only. The registry's provider is a stand-in: PowerShell has it on Windows alone.
 */
const powershell = findPowerShell()
const canRun = powershell !== null && process.platform !== 'win32'
const modes = ['FullLanguage', 'ConstrainedLanguage'] as const
type Mode = (typeof modes)[number]

type Answer = {
  readonly version: string
  readonly read: readonly {
    readonly script: string
    readonly errors: readonly string[]
    readonly unknown: readonly string[]
    readonly aliases: readonly string[]
    readonly newer: readonly string[]
  }[]
  readonly cases: readonly {
    readonly name: string
    readonly said: readonly string[]
    readonly errors: readonly string[]
  }[]
}

const scriptNames = ['detect-app', 'detect-status', 'require-source-account', 'start-landfall'] as const
const scripts = [
  ...scriptNames.map((name) => `docs/intune/${name}.ps1`),
  'docs/app-registration/register.ps1',
].map((name) => path.join(repositoryFolder, name))

let home: string
let answer: Answer

/** A computer of the case: its folders, its program, and the registry that names it. */
async function prepare(one: ScriptCase, mode: Mode, index: number) {
  const folder = path.join(home, `${mode}-${index}`)
  const places = { APPDATA: path.join(folder, 'APPDATA'), ProgramData: path.join(folder, 'ProgramData') }
  for (const place of Object.values(places)) await mkdir(place, { recursive: true })
  for (const [name, content] of Object.entries(one.files ?? {})) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    const file = path.join(folder, name)
    await writeFile(file, content)
    const tomorrow = new Date(Date.now() + 24 * 3600_000)
    if (one.isFromTheFuture) await utimes(file, tomorrow, tomorrow)
  }
  if (one.program !== undefined) {
    const { status } = one.program
    const file = path.join(places.APPDATA, 'Landfall/status.json')
    const look =
      status === null ? '' : `mkdir -p "$(dirname "${file}")"\ncat > "${file}" <<'E'\n${status}\nE\n`
    // It looks at once for a start that asks for it alone.
    const start = '#!/bin/sh\n[ "$*" = "--background --now" ] || exit 0\n'
    await writeFile(path.join(folder, 'Landfall.exe'), `${start}${look}`)
    await chmod(path.join(folder, 'Landfall.exe'), 0o755)
  }
  const registry = JSON.parse(
    JSON.stringify(one.registry).replaceAll(programFolder, () => folder),
  ) as ScriptCase['registry']
  const script = path.join(repositoryFolder, `docs/intune/${one.script}.ps1`)
  const environment = { ...places, PROCESSOR_ARCHITEW6432: '' }
  return { name: `${mode} ${one.name}`, mode, script, registry, environment }
}

/** A 32-bit host, as Windows tells it: the 64-bit PowerShell says how it was called, and ends with a code of its own. */
async function prepare32Bit(name: string, mode: Mode) {
  const windir = path.join(home, 'windows')
  const program = path.join(windir, 'SysNative/WindowsPowerShell/v1.0/powershell.exe')
  await mkdir(path.dirname(program), { recursive: true })
  await writeFile(program, '#!/bin/sh\necho "64-bit: $*"\nexit 3\n', { mode: 0o755 })
  const script = path.join(repositoryFolder, `docs/intune/${name}.ps1`)
  const environment = { PROCESSOR_ARCHITEW6432: 'AMD64', windir }
  return { name: `${mode} 32-bit ${name}`, mode, script, registry: {}, environment }
}

it('one case of each script is run by the Windows gate, and can be', () => {
  const cases = scriptCases.filter(({ isInGate }) => isInGate)
  expect(cases.map(({ script }) => script)).toEqual([...scriptNames])
  expect(cases.filter((one) => !canRunUnderWine(one))).toEqual([])
})

describe.skipIf(!canRun)('the scripts in PowerShell', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-powershell-'))
    const wanted = modes.flatMap((mode) => scriptCases.map((one) => [one, mode] as const))
    const cases = [
      ...(await Promise.all(wanted.map(([one, mode], index) => prepare(one, mode, index)))),
      ...(await Promise.all(modes.flatMap((mode) => scriptNames.map((name) => prepare32Bit(name, mode))))),
    ]
    const file = path.join(home, 'cases.json')
    await writeFile(file, JSON.stringify({ scripts, cases }))
    const runner = path.join(repositoryFolder, 'test/world/powershell/run-cases.ps1')
    const [program, ...args] = [...(powershell ?? []), '-File', runner, '-File', file]
    // In a session of its own: a container that was entered from outside has none, and the scripts would take 0 for the services'.
    const child = spawn(program, args, {
      cwd: repositoryFolder,
      detached: true,
      timeout: 280_000,
      env: { ...process.env, ...powerShellEnvironment },
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (!stdout.startsWith('{')) throw new Error(`PowerShell said nothing: ${stderr}`)
    answer = JSON.parse(stdout) as Answer
  }, 300_000)
  afterAll(() => rm(home, { recursive: true, force: true }))

  it('are run by the version that is pinned', () => {
    expect(answer.version).toBe(readPowerShellVersion())
  })

  it.each(scripts.map((script) => path.basename(script)))('%s is read without a mistake', (name) => {
    const read = answer.read.find(({ script }) => script === name)
    const isIntunes = name !== 'register.ps1'
    // The module of Microsoft Graph brings the others.
    const graph = ['Connect-MgGraph', 'Get-MgContext', 'Invoke-MgGraphRequest']
    expect(read).toMatchObject({ errors: [], aliases: [], unknown: isIntunes ? [] : graph })
    if (isIntunes) expect(read?.newer).toEqual([])
  })

  describe.each(modes)('in %s', (mode) => {
    it.each(scriptCases.map((one) => [one.script, one.name, one] as const))(
      '%s answers: %s',
      (_script, name, { code, said }) => {
        const ran = answer.cases.find((one) => one.name === `${mode} ${name}`)
        expect(ran?.said.at(-1)).toBe(`code ${code}`)
        const output = ran?.said.slice(0, -1).join('\n') ?? ''
        expect(output).toMatch(said)
        expect(output.length).toBeLessThanOrEqual(2048)
      },
    )

    it.each(scriptNames)('%s starts itself once by the 64-bit PowerShell of a 32-bit host', (name) => {
      const ran = answer.cases.find((one) => one.name === `${mode} 32-bit ${name}`)
      const script = path.join(repositoryFolder, `docs/intune/${name}.ps1`)
      const words = `-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ${script}`
      expect(ran).toMatchObject({ said: [`64-bit: ${words}`, 'code 3'], errors: [] })
    })
  })
})
