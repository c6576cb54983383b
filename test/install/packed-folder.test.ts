import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPackage } from '@electron/asar'
import { FuseState, getCurrentFuseWire, type FuseV1Options } from '@electron/fuses'
import { chromium } from 'playwright'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNsis } from '../../build/bootstrap/nsis.mjs'
import { makeWindowsStandIn } from '../../build/bootstrap/windows-runtime.mjs'
import { fuses } from '../../build/package/electron-builder.ts'
import { packFolder, type PackedFolder } from '../../build/package/pack-folder.ts'
import { proveIntegrity } from '../../build/package/prove-integrity.ts'
import { withDesktop } from '../../build/run/with-desktop.ts'
import { until } from './installed-windows.ts'
import { makeCertificate, withEnvironment, type TestCertificate } from './test-certificate.ts'

/*
 * What electron-builder packs with our configuration, around whatever Electron is here; for Windows around the stand-in of
 * networks without one, which has no fuses.
 */
const electron = process.env['LANDFALL_ELECTRON']
const canRun = process.platform === 'linux' && process.arch === 'x64' && electron !== undefined

let home: string
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'landfall-packed-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe.skipIf(!canRun)('the folder for Linux', () => {
  let packed: PackedFolder
  beforeAll(async () => {
    const version = process.env['LANDFALL_ELECTRON_VERSION'] ?? ''
    const runtime = { kind: 'stand-in', version, folder: path.dirname(electron ?? '') } as const
    packed = await packFolder({ platform: 'linux', arch: 'x64' }, runtime, home)
  })

  it('has the fuses that let nothing but its own archive run', async () => {
    const wire = await getCurrentFuseWire(path.join(packed.folder, 'landfall'))
    for (const [option, isOn] of Object.entries(fuses))
      expect([option, wire[Number(option) as FuseV1Options]]).toEqual([
        option,
        isOn ? FuseState.ENABLE : FuseState.DISABLE,
      ])
  })

  it('opens Landfall’s window, also for somebody who wants it to run as Node', async () => {
    const profile = path.join(home, 'profile')
    const title = await withDesktop(async (desktop) => {
      const env = {
        ...process.env,
        ...desktop,
        HOME: home,
        XDG_CONFIG_HOME: profile,
        ELECTRON_RUN_AS_NODE: '1',
      }
      const args = ['--no-sandbox', '--remote-debugging-port=0']
      const app = spawn(path.join(packed.folder, 'landfall'), args, { env, stdio: 'ignore' })
      try {
        return await readTitle(path.join(profile, 'Landfall/DevToolsActivePort'))
      } finally {
        const ended = new Promise((resolve) => app.once('exit', resolve))
        app.kill('SIGKILL')
        await ended
      }
    })
    expect(title).toBe('Landfall')
  })
})

/** The title of the first window of a program that says in `portFile` where it listens. */
async function readTitle(portFile: string): Promise<string> {
  const readPort = async (): Promise<string> =>
    (await readFile(portFile, 'utf8').catch(() => '')).split('\n')[0] ?? ''
  await until(async () => (await readPort()) !== '')
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await readPort()}`)
  try {
    const pages = (): string[] => browser.contexts().flatMap((one) => one.pages().map((page) => page.url()))
    await until(async () => pages().length > 0)
    const page = browser.contexts().flatMap((one) => one.pages())[0]
    await page?.getByRole('heading').first().waitFor()
    return (await page?.title()) ?? ''
  } finally {
    await browser.close()
  }
}

describe.skipIf(!canRun)('the folder for Windows', () => {
  let packed: PackedFolder
  let certificate: TestCertificate
  let program: string
  beforeAll(async () => {
    certificate = await makeCertificate(home)
    const runtime = { kind: 'stand-in', version: '45.0.0', folder: makeWindowsStandIn('x64') } as const
    packed = await withEnvironment(certificate.environment, () =>
      packFolder({ platform: 'win32', arch: 'x64' }, runtime, home),
    )
    program = path.join(packed.folder, 'Landfall.exe')
  })

  it('has a signed program, and one changed byte is noticed', async () => {
    expect(certificate.isSigned(program)).toBe(true)
    const changed = path.join(home, 'changed.exe')
    await copyFile(program, changed)
    const file = await open(changed, 'r+')
    await file.write(Buffer.from('x'), 0, 1, 1_000_000)
    await file.close()
    expect(certificate.isSigned(changed)).toBe(false)
  })

  it('has a program that says who made it and has Landfall’s icon', async () => {
    const { entries } = NtExecutableResource.from(
      NtExecutable.from(await readFile(program), { ignoreCert: true }),
    )
    const info = Resource.VersionInfo.fromEntries(entries)[0]
    const [language] = info?.getAllLanguagesForStringValues() ?? []
    expect(language && info?.getStringValues(language)).toMatchObject({
      ProductName: 'Landfall',
      CompanyName: 'The Landfall developers',
      FileVersion: packed.version,
      LegalCopyright: '© The Landfall developers',
    })
    const [icon] = Resource.IconGroupEntry.fromEntries(entries)
    expect(icon?.icons).toHaveLength(8)
  })

  it('has a program that knows its archive, and another archive is noticed', async () => {
    await proveIntegrity(packed.folder)
    const other = path.join(home, 'other')
    await mkdir(path.join(other, 'resources'), { recursive: true })
    await copyFile(program, path.join(other, 'Landfall.exe'))
    const app = path.join(home, 'other-app')
    await mkdir(app)
    await writeFile(path.join(app, 'main.js'), 'somebody else’s')
    await createPackage(app, path.join(other, 'resources/app.asar'))
    await expect(proveIntegrity(other)).rejects.toThrow('digest')
  })

  it('says in its bill of materials which NSIS makes its installer', async () => {
    const text = await readFile(path.join(packed.folder, 'resources/sbom.cdx.json'), 'utf8')
    const { components } = JSON.parse(text) as { readonly components: readonly { readonly name: string }[] }
    expect(components.find(({ name }) => name === 'nsis')).toMatchObject({ version: findNsis()?.version })
  })

  it('has the papers and only what runs on Windows', () => {
    const names = packed.files.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['resources/sbom.cdx.json', 'resources/licences.txt']))
    expect(names.filter((name) => /\.(?:so|dylib)$|linux|darwin|arm64/.test(name))).toEqual([])
  })
})
