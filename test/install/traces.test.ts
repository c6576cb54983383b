import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMsiInfo, type MsiInfo } from '../../build/intunewin/msi-info.ts'
import { canBuildMsi } from '../../build/package/build-msi.ts'
import { dataOrder, traceOrders, traces, type Trace } from '../../shared/installation/traces.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import { addMsi, addSetup, canMakeSetup, folder, nodeFolder } from './packed-landfall.ts'

/*
 * The list of traces against what a whole life leaves on a Windows: files and registry before and after. What Electron writes for a
 * person is written here in its place, since no Electron runs on Wine.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup && canBuildMsi()

let home: string
let windows: InstalledWindows
let msi: MsiInfo

/** Paths and `key, value`s in lower case, as the list writes them. */
type Computer = ReadonlySet<string>

async function look(): Promise<Computer> {
  const registry = await windows.readRegistry()
  const files = (await windows.list('.')).map((name) => `c:\\${name.replaceAll('/', '\\')}`)
  return new Set([...files, ...registry].map((name) => name.toLowerCase()).filter((name) => !isOthers(name)))
}

/** What is here for the test, and what Wine writes at each of its starts: its own settings, the devices, the fonts of this Linux. */
const isOthers = (name: string): boolean =>
  [
    /^c:\\(?:landfall-install|setup-|landfall-[\d.]+\.msi)/,
    /^hkcu\\software\\wine\b/,
    /^hklm\\system\\currentcontrolset\\(?:control|enum|hardware profiles)\b/,
    /^hklm\\software\\microsoft\\windows(?: nt)?\\currentversion\\fonts, /,
  ].some((pattern) => pattern.test(name))

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Where the list's words lead on this computer. */
const variables: Readonly<Record<string, string>> = {
  '%programfiles%': 'c:\\program files',
  '%programdata%': 'c:\\programdata',
  '%systemroot%': 'c:\\windows',
  '%commonprogramfiles%': 'c:\\program files\\common files',
  '%appdata%': 'c:\\users\\root\\appdata\\roaming',
  '%temp%': 'c:\\users\\root\\temp',
}

function isAt(name: string, { place }: Trace): boolean {
  const whole = place.toLowerCase().replace(/%\w+%/g, (variable) => variables[variable] ?? variable)
  const form = escape(whole)
    .replace(escape('{product code}'), '\\{[0-9a-f-]{36}\\}')
    .replaceAll(escape('…'), '.*')
    .replaceAll(escape('*'), '.*')
  return new RegExp(`^${form}(?:[\\\\,.].*)?$`).test(name)
}

/** Keys and folders of Windows' own that were missing in a new Wine. */
function isAbove(name: string): boolean {
  return traces.some(({ place }) =>
    place
      .toLowerCase()
      .replace(/%\w+%/g, (variable) => variables[variable] ?? variable)
      .replace(/, .*$/, '\\')
      .startsWith(`${name}\\`),
  )
}

const isNew = (before: Computer, after: Computer): string[] =>
  [...after].filter((name) => !before.has(name) && !isAbove(name))
const notListed = (names: readonly string[]): string[] =>
  names.filter((name) => !traces.some((trace) => isAt(name, trace)))
/** What is there although the list says that it has gone by then. */
const overdue = (names: readonly string[], ...gone: readonly Trace['goes'][]): string[] =>
  names.filter((name) => {
    const here = traces.filter((trace) => isAt(name, trace))
    // Windows Installer keeps its own, empty folders and keys.
    return (
      here.length > 0 &&
      here.every(
        ({ goes, whose, writer }) => gone.includes(goes) && !(whose === 'computer' && writer === 'Windows'),
      )
    )
  })

const addKey = async (key: string): Promise<void> =>
  expect(await windows.run('reg.exe', 'add', key, '/f', '/reg:64')).toBe(0)

/** What Electron and Windows write at the first notification, and Landfall from its start on. */
async function liveAsPerson(): Promise<void> {
  for (const { place, whose, writer } of traces) {
    if (whose === 'person' && place.startsWith('HKCU\\Software') && writer !== 'setup') await addKey(place)
  }
  const roaming = path.join(windows.drive, 'users/root/AppData/Roaming')
  const menu = path.join(roaming, 'Microsoft/Windows/Start Menu/Programs')
  for (const place of [menu, path.join(roaming, 'Landfall')]) await mkdir(place, { recursive: true })
  await writeFile(path.join(menu, 'Landfall.lnk'), '')
  await writeFile(path.join(roaming, 'Landfall/status.json'), '{}')
}

const runOnce = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce'

const ordersIn = (computer: Computer): string[] =>
  [...computer].flatMap((name) => /\\runonce, (landfall\w+)$/.exec(name)?.[1] ?? []).toSorted()

/** The next sign-in, which Wine does not have. */
async function signIn(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const order = await windows.query(runOnce, name)
    expect(order).toMatch(/^cmd\.exe /)
    await windows.run('cmd.exe', (order ?? '').replace('cmd.exe ', ''))
    expect(await windows.run('reg.exe', 'delete', runOnce, '/v', name, '/f', '/reg:64')).toBe(0)
  }
}

const isGone = async (): Promise<void> =>
  until(async () => !(await windows.list('Program Files')).includes('Landfall'))

describe.skipIf(!canRun)('the list of traces', { timeout: 400_000 }, () => {
  let before: Computer
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-traces-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    await addSetup(windows, home, { version: '1.0.0', arch: 'x64' })
    msi = await readMsiInfo(await addMsi(windows, home, { version: '1.1.0', arch: 'x64' }))
    before = await look()
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('names all that setup writes, and the uninstaller removes what it says', async () => {
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    await liveAsPerson()
    const installed = isNew(before, await look())
    expect(installed).toContain('hklm\\software\\landfall')
    expect(installed).toContain('c:\\program files\\landfall\\landfall.exe')
    expect(notListed(installed)).toEqual([])

    expect(await windows.run(`${folder}\\Uninstall Landfall.exe`, '/S', `_?=${folder}`)).toBe(0)
    await isGone()
    expect(overdue(isNew(before, await look()), 'uninstall')).toEqual([])
    await signIn(traceOrders.map(({ order }) => order))
    const left = isNew(before, await look())
    expect(overdue(left, 'uninstall', 'end', 'uninstall-order', 'itself')).toEqual([])
    expect(left).toContain('c:\\users\\root\\appdata\\roaming\\landfall\\status.json')
  })

  it('is followed by `/REMOVEUSERDATA`, and a new installation takes the orders back', async () => {
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    await liveAsPerson()
    const uninstall = ['/S', '/REMOVEUSERDATA', `_?=${folder}`]
    expect(await windows.run(`${folder}\\Uninstall Landfall.exe`, ...uninstall)).toBe(0)
    await isGone()
    const names = [...traceOrders, dataOrder].map(({ order }) => order)
    expect(ordersIn(await look())).toEqual(names.map((name) => name.toLowerCase()).toSorted())
    const late = await windows.query(runOnce, dataOrder.order)
    expect(late).toMatch(/^cmd\.exe /)
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    expect(ordersIn(await look())).toEqual([])
    // One that Windows runs all the same, for a person who was signed out meanwhile, does nothing while Landfall is there.
    await windows.run('cmd.exe', (late ?? '').replace('cmd.exe ', ''))
    expect(await windows.list('users/root/AppData/Roaming/Landfall')).toContain('status.json')
    expect(await windows.run(`${folder}\\Uninstall Landfall.exe`, ...uninstall)).toBe(0)
    await isGone()
    await signIn(names)
    const left = isNew(before, await look())
    expect(
      overdue(left, 'uninstall', 'end', 'uninstall-order', 'itself', 'request', 'uninstall-msi'),
    ).toEqual([])
    expect(notListed(left)).toEqual([])
  })

  it('names all that the MSI writes, and its uninstallation leaves nothing of the computer’s', async () => {
    const earlier = await look()
    expect(await windows.run('msiexec.exe', '/i', 'C:\\landfall-1.1.0.msi', '/qn')).toBe(0)
    const installed = isNew(earlier, await look())
    expect(installed).toContain('hklm\\software\\landfall')
    expect(notListed(installed)).toEqual([])
    expect(await windows.run('msiexec.exe', '/x', msi.productCode, '/qn')).toBe(0)
    expect(overdue(isNew(earlier, await look()), 'uninstall', 'uninstall-msi')).toEqual([])
  })
})
