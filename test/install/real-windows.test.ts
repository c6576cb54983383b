import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canBuildMsi } from '../../build/package/build-msi.ts'
import {
  addProofPackages,
  copyPackage,
  proofFolder,
  proveUnderWine,
  provingMilliseconds,
  runPowerShell,
  type Proof,
} from '../real-windows/prove-under-wine.ts'
import { toWindows } from '../windows/powershell/run-scripts.ts'
import { makeWindowsHost } from '../windows/powershell/windows-host.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, type InstalledWindows } from './installed-windows.ts'
import { canMakeSetup, nodeFolder } from './packed-landfall.ts'

/* The checks for a real Windows, a few of them on Wine: that they pass, fail and give up as they should. `npm run bench real-windows` runs all. */
const wine = readWineVersion()
// Throws where there is an SDK and PowerShell cannot be built: only without one the checks are skipped.
const host = wine === null ? null : makeWindowsHost()
const canRun = wine !== null && host !== null && nodeFolder !== undefined && canMakeSetup && canBuildMsi()

let home: string
let windows: InstalledWindows

const prove = (only: string, next?: string): Promise<Proof> =>
  proveUnderWine({ windows, host: host ?? '', only, ...(next !== undefined && { next }) })

const limit = { timeout: provingMilliseconds + 60_000 }

describe.skipIf(!canRun)('the checks for a real Windows', limit, () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-proof-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    await addProofPackages(windows, home)
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it.each([
    'setup installs silently',
    'a full C:\\Tools',
    'two installers at once',
    '/REMOVEUSERDATA',
    'the MSI installs, upgrades',
  ])('pass where it is so: %s', async (name) => {
    const { code, checks, summary, said } = await prove(name)
    expect([checks.map(({ result, detail }) => [result, detail]), said]).toEqual([
      [['ok', expect.any(String)]],
      expect.any(String),
    ])
    expect(code).toBe(0)
    expect(summary).toContain('1 ok, 0 wrong, 0 not-provable-here')
  })

  it('fail, with what was wanted and what was got, where it is not so', async () => {
    await copyPackage(
      windows,
      'this/Landfall-1.0.0-win-x64-setup.exe',
      'wrong/Landfall-1.1.0-win-x64-setup.exe',
    )
    const { code, checks } = await prove('an upgrade in place', 'C:\\wrong')
    expect(checks.map(({ result, detail }) => [result, detail])).toEqual([
      ['wrong', "the version in the marker: wanted '1.1.0', got '1.0.0'"],
    ])
    expect(code).toBe(1)
  })

  it('give up where this computer cannot show it, which is neither', async () => {
    const { code, checks } = await prove('two sessions')
    expect(checks.map(({ result }) => result)).toEqual(['not-provable-here'])
    expect(code).toBe(0)
  })

  it('do not run at all on a computer that somebody may need', () => {
    const script = toWindows(path.join(proofFolder, 'prove-windows.ps1'))
    const { code, said } = runPowerShell(
      windows,
      host ?? '',
      `$env:CI = ''; & '${script}'; exit $LASTEXITCODE`,
    )
    expect(said).toContain('may be needed by somebody')
    expect(code).not.toBe(0)
  })

  it('tell what administrators alone may write from what others may', () => {
    const judged = {
      'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)': 'True',
      'O:SYG:SYD:AI(A;ID;0x1200a9;;;BU)(A;OICIIOID;GA;;;CO)(A;ID;FA;;;BA)': 'True',
      'O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;AU)': 'False',
      'O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;0x100002;;;BU)': 'False',
      'O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;GA;;;WD)': 'False',
      'O:S-1-5-21-1-2-3-1001G:BAD:PAI(A;OICI;FA;;;BA)': 'False',
      'O:BAG:BAD:NO_ACCESS_CONTROL': 'False',
    }
    const frame = toWindows(path.join(proofFolder, 'frame.ps1'))
    const each = Object.keys(judged).map((sddl) => `Test-AdministratorWrite '${sddl}'`)
    const { said } = runPowerShell(windows, host ?? '', [`. '${frame}'`, ...each].join('; '))
    expect(said.split('\n').filter((line) => /^(?:True|False)$/.test(line))).toEqual(Object.values(judged))
  })
})
