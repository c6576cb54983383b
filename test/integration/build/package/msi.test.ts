import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIntunewin } from '../../../../build/intunewin/read-intunewin.ts'
import { readMsiInfo } from '../../../../build/intunewin/msi-info.ts'
import { packIntunewin } from '../../../../build/intunewin/pack-intunewin.ts'
import { buildMsi, canBuildMsi } from '../../../../build/package/build-msi.ts'
import { renderWix } from '../../../../build/package/render-wix.ts'
import { upgradeCode } from '../../../../build/package/stable-guid.ts'
import { isAdministratorsAlone } from '../../../../shared/computer/windows/judge-security.ts'
import { listFiles } from '../../../../build/package/stage-app.ts'

const names = ['Landfall.exe', 'resources/app.asar', 'resources/a folder/koffi @1.node', 'licences.txt']

let home: string
let unpacked: string

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'landfall-msi-test-'))
  unpacked = path.join(home, 'unpacked')
  await mkdir(path.join(unpacked, 'resources/a folder'), { recursive: true })
  for (const name of names) await writeFile(path.join(unpacked, name), `content of ${name}`)
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function build(version: string, arch: 'x64' | 'arm64' = 'x64'): Promise<string> {
  const output = path.join(home, `${version}-${arch}.msi`)
  await buildMsi({ unpacked, files: await listFiles(unpacked), version, arch, output })
  return output
}

/** The rows of a table as msitools' own reader prints them. */
function rowsOf(msi: string, table: string): readonly (readonly string[])[] {
  const { stdout } = spawnSync('msiinfo', ['export', msi, table], { encoding: 'utf8' })
  const rows = stdout.split(/\r?\n/).slice(3)
  return rows.filter((row) => row !== '').map((row) => row.split('\t'))
}

describe.skipIf(!canBuildMsi())('buildMsi', () => {
  it('packs every file of the list, and no other', async () => {
    const { stdout } = spawnSync('msiextract', ['--list', await build('1.0.0')], { encoding: 'utf8' })
    expect(stdout.trim().split('\n').toSorted()).toEqual(names.map((name) => `Landfall/${name}`).toSorted())
  })

  it('is per machine, never restarts the computer, and puts its files over others of any version', async () => {
    const rows = rowsOf(await build('1.0.0'), 'Property')
    const properties: unknown = Object.fromEntries(rows)
    expect(properties).toMatchObject({
      ALLUSERS: '1',
      REBOOT: 'ReallySuppress',
      REINSTALLMODE: 'amus',
      UpgradeCode: upgradeCode,
    })
  })

  it('asks Landfall to leave before the older version or anything of it is removed, and never at a first installation', async () => {
    const rows = rowsOf(await build('1.0.0'), 'InstallExecuteSequence')
    const at = (name: string): number => Number(rows.find(([action]) => action === name)?.[2] ?? Number.NaN)
    const inOrder = [
      'SetAskToLeave',
      'InstallInitialize',
      'CallBackAfterFailure',
      'AskToLeave',
      // Does what was only written down so far; without it the question would come after the removal.
      'InstallExecute',
      'RemoveExistingProducts',
      'ProcessComponents',
      'RemoveFiles',
      'InstallFiles',
      'CallBack',
      'InstallFinalize',
    ]
    expect(inOrder.map(at)).toEqual(inOrder.map(at).toSorted((left, right) => left - right))
    const asked = rows.filter(([action = '']) => /Leave|CallBack|InstallExecute$/.test(action))
    expect(asked).toHaveLength(5)
    for (const [, condition] of asked) {
      expect(condition).toMatch(/^\(Installed OR OLDERFOUND\) AND NOT UPGRADINGPRODUCTCODE/)
      expect(condition).toContain('NOT ASKTOLEAVE = "0"')
    }
  })

  it('asks as the system, within the transaction; one that stays ends it, and a sign that cannot be taken back does not', async () => {
    const actions = new Map(
      rowsOf(await build('1.0.0'), 'CustomAction').map(([name = '', type]) => [name, Number(type)]),
    )
    const [deferred, asSystem, rollback, goesOn] = [0x400, 0x800, 0x100, 0x40]
    const typeOf = (name: string): number => actions.get(name) ?? 0
    for (const name of ['AskToLeave', 'CallBack', 'CallBackAfterFailure'])
      expect(typeOf(name) & (deferred | asSystem)).toBe(deferred | asSystem)
    expect(typeOf('AskToLeave') & (rollback | goesOn)).toBe(0)
    expect(typeOf('CallBack') & goesOn).toBe(goesOn)
    expect(typeOf('CallBackAfterFailure') & rollback).toBe(rollback)
  })

  it('looks for each of its files in its folder before it believes that the folder is its own', async () => {
    const msi = await build('1.0.0')
    const searches = rowsOf(msi, 'AppSearch').filter(([property]) => property === 'FOREIGNFILE')
    const fileOf = new Map(rowsOf(msi, 'Signature').map(([id = '', file = '']) => [id, file]))
    const folderOf = new Map(rowsOf(msi, 'DrLocator').map(([id = '', , folder = '']) => [id, folder]))
    const looked = searches.map(([, id = '']) => `${folderOf.get(id)}\\${fileOf.get(id)}`)
    const own = '[ProgramFiles64Folder]Landfall'
    expect(looked.toSorted()).toEqual(names.map((name) => `${own}\\${name.replaceAll('/', '\\')}`).toSorted())
    const conditions = rowsOf(msi, 'LaunchCondition').map(([condition]) => condition)
    expect(conditions).toContain('Installed OR NOT (NOT KNOWNLOCATION AND FOREIGNFILE)')
  })

  it('writes 64-bit registry and files, whatever bits the one has who installs', async () => {
    const components = rowsOf(await build('1.0.0'), 'Component')
    expect(components).toHaveLength(names.length + 2)
    for (const [, , , attributes] of components) expect(Number(attributes) & 256).toBe(256)
    for (const [, , , , type] of rowsOf(await build('1.0.0'), 'RegLocator'))
      expect(Number(type) & 16).toBe(16)
  })

  it('gives the Start-menu entry the id that notifications need', async () => {
    const msi = await build('1.0.0')
    expect(rowsOf(msi, 'MsiShortcutProperty')).toEqual([
      ['AppUserModelID', 'StartMenuEntry', 'System.AppUserModel.ID', 'com.landfall.app'],
      [
        'ToastActivator',
        'StartMenuEntry',
        'System.AppUserModel.ToastActivatorCLSID',
        expect.stringMatching(/^\{[0-9A-F-]{36}\}$/),
      ],
    ])
    expect(rowsOf(msi, 'Shortcut').map(([id, place, name]) => [id, place, name])).toEqual([
      ['StartMenuEntry', 'ProgramMenuFolder', 'Landfall'],
    ])
  })

  it('makes the folder of the configuration so that administrators alone write there', async () => {
    const msi = await build('1.0.0')
    expect(rowsOf(msi, 'CreateFolder').map(([folder]) => folder)).toEqual(['DATAFOLDER'])
    const [[, folder, table, security] = []] = rowsOf(msi, 'MsiLockPermissionsEx')
    expect([folder, table]).toEqual(['DATAFOLDER', 'CreateFolder'])
    expect(isAdministratorsAlone(security ?? '')).toBe(true)
    expect(security).toMatch(/D:P/)
  })

  it('is for its own processor, whatever Windows on ARM64 would take', async () => {
    const conditions = rowsOf(await build('1.0.0'), 'LaunchCondition').map(([condition]) => condition)
    expect(conditions).toContain('Installed OR NOT (PROCESSOR AND PROCESSOR <> "AMD64")')
    const others = rowsOf(await build('1.0.0', 'arm64'), 'LaunchCondition').map(([condition]) => condition)
    expect(others).toContain('Installed OR NOT (PROCESSOR AND PROCESSOR <> "ARM64")')
  })

  it('is not closed over by the Restart Manager, which would end a Landfall that copies files', async () => {
    const properties: unknown = Object.fromEntries(rowsOf(await build('1.0.0'), 'Property'))
    expect(properties).toMatchObject({ MSIRESTARTMANAGERCONTROL: 'Disable' })
  })

  it('keeps the upgrade code and the components from version to version, and is another product', async () => {
    const [first, second] = [await build('1.0.0'), await build('1.0.1')]
    const [one, other] = [await readMsiInfo(first), await readMsiInfo(second)]
    expect(other.upgradeCode).toBe(one.upgradeCode)
    expect(other.productCode).not.toBe(one.productCode)
    expect(rowsOf(second, 'Component').map(([id, guid]) => [id, guid])).toEqual(
      rowsOf(first, 'Component').map(([id, guid]) => [id, guid]),
    )
    expect(await readMsiInfo(await build('1.0.0'))).toEqual(one)
  })

  it('says for which processor it is', async () => {
    const template = async (arch: 'x64' | 'arm64'): Promise<string> =>
      spawnSync('msiinfo', ['suminfo', await build('1.0.0', arch)], { encoding: 'utf8' }).stdout
    expect(await template('x64')).toContain('Template: x64;1033')
    expect(await template('arm64')).toContain('Template: Arm64;1033')
  })

  it('is told to Intune with what it says of itself', async () => {
    const folder = path.join(home, 'intune')
    await mkdir(folder, { recursive: true })
    await buildMsi({
      unpacked,
      files: await listFiles(unpacked),
      version: '1.2.3',
      arch: 'x64',
      output: path.join(folder, 'Landfall.msi'),
    })
    const { file } = await packIntunewin({
      folder,
      setupFile: 'Landfall.msi',
      outputFolder: home,
      isDeterministic: false,
    })
    expect((await readIntunewin(file)).detection.msi).toMatchObject({
      productVersion: '1.2.3',
      publisher: 'The Landfall developers',
      upgradeCode,
      executionContext: 'System',
      requiresReboot: false,
      isMachineInstall: true,
      containsSystemRegistryKeys: true,
    })
  })
})

describe('renderWix', () => {
  it.each(['1.0', '1.0.0-beta', '256.0.0', '1.0.65536', 'one'])(
    'refuses version %s, which Windows Installer would not compare',
    (version) => {
      const rest = { files: [], arch: 'x64', productCode: '{}', filesFolder: '.' } as const
      expect(() => renderWix({ ...rest, version })).toThrow('compare')
    },
  )
})
