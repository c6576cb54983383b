import { spawn, spawnSync } from 'node:child_process'
import { copyFile, cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPackage, extractFile, statFile } from '@electron/asar'
import { FuseState, getCurrentFuseWire, type FuseV1Options } from '@electron/fuses'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNsis } from '../../build/bootstrap/nsis.mjs'
import { makeWindowsStandIn } from '../../build/bootstrap/windows-runtime.mjs'
import { fuses } from '../../build/package/electron-builder.ts'
import { packFolder, type PackedFolder } from '../../build/package/pack-folder.ts'
import { listUnsigned, readSignature } from '../../build/package/sign-programs.ts'
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

  it('says of itself that it is no release', () => {
    const archive = path.join(packed.folder, 'resources/app.asar')
    const manifest: unknown = JSON.parse(extractFile(archive, 'package.json').toString())
    expect(manifest).toMatchObject({ name: 'landfall', standIn: true })
  })

  it('has nothing of the product that lent its Electron', () => {
    const foreign = /^resources\/(app-update\.yml|themes\/|app\/)/
    expect(packed.files.map(({ name }) => name).filter((name) => foreign.test(name))).toEqual([])
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
      const app = spawn(path.join(packed.folder, 'landfall'), ['--no-sandbox'], { env, stdio: 'ignore' })
      try {
        return await readTitle(desktop)
      } finally {
        const ended = new Promise((resolve) => app.once('exit', resolve))
        app.kill('SIGKILL')
        await ended
      }
    })
    expect(title).toBe('Landfall')
  })

  it.each(['--remote-debugging-port=0', '--host-rules=MAP * 127.0.0.1', '--js-flags=--expose-gc'])(
    'does not start with %s',
    async (word) => {
      const profile = path.join(home, 'refused')
      const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: profile, DISPLAY: ':nowhere' }
      const { status, stderr } = await withDesktop(async (desktop) =>
        spawnSync(path.join(packed.folder, 'landfall'), ['--no-sandbox', word], {
          env: { ...env, ...desktop },
          encoding: 'utf8',
          timeout: 240_000,
        }),
      )
      expect([status, stderr]).toEqual([2, expect.stringContaining('does not start with --')])
      // What Chromium says once a port for developers is open, also for a moment.
      expect(stderr).not.toContain('DevTools listening')
    },
  )
})

/** The title of the one window of a desktop, as its window manager would show it. */
async function readTitle(desktop: NodeJS.ProcessEnv): Promise<string> {
  let title = ''
  await until(async () => {
    const { stdout } = spawnSync('xwininfo', ['-root', '-tree'], {
      env: { ...process.env, ...desktop },
      encoding: 'utf8',
    })
    title = /"(Landfall)": /.exec(stdout)?.[1] ?? ''
    return title !== ''
  })
  return title
}

describe.skipIf(!canRun)('the folder for Windows', () => {
  let packed: PackedFolder
  let certificate: TestCertificate
  let program: string
  beforeAll(async () => {
    certificate = await makeCertificate(home)
    const folder = path.join(home, 'electron')
    await cp(makeWindowsStandIn('x64'), folder, { recursive: true })
    // Electron's libraries have no signature; one of ours that has none takes their place.
    const native = path.join(process.env['LANDFALL_WINDOWS_KOFFI'] ?? '', 'win32_x64/koffi.node')
    await copyFile(native, path.join(folder, 'ffmpeg.dll'))
    const runtime = { kind: 'stand-in', version: '45.0.0', folder } as const
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

  it('has no program or library without a signature that holds, and its archive knows the signed ones', async () => {
    const programs: string[] = []
    for (const { name } of packed.files)
      if ((await readSignature(path.join(packed.folder, name))) !== 'no-program') programs.push(name)
    expect(programs).toEqual(expect.arrayContaining(['Landfall.exe', 'ffmpeg.dll']))
    expect(programs.filter((name) => name.startsWith('resources/app.asar.unpacked/')).length).toBeGreaterThan(
      2,
    )
    expect(await listUnsigned(packed.folder)).toEqual([])
    // Ours, or Microsoft's own.
    const others = programs.filter((name) => !certificate.isSigned(path.join(packed.folder, name)))
    expect(others.filter((name) => !path.basename(name).startsWith('msalruntime'))).toEqual([])
    for (const name of programs.filter((one) => one.includes('.unpacked/'))) {
      const inside = path.normalize(name.replace('resources/app.asar.unpacked/', ''))
      const listed = statFile(path.join(packed.folder, 'resources/app.asar'), inside)
      expect([name, 'size' in listed && listed.size]).toEqual([
        name,
        packed.files.find((one) => one.name === name)?.size,
      ])
    }
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
