import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNsis, isNsisForRelease, lowestNsis } from '../../../../build/bootstrap/nsis.mjs'
import { buildInstaller, canBuildReleaseInstaller } from '../../../../build/package/build-installer.ts'
import { listInstalledNames } from '../../../../build/package/list-installed-names.ts'
import { readNsisVersion } from '../../../../build/package/read-nsis-version.ts'
import { isAdministratorsAlone } from '../../../../shared/computer/windows/judge-security.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'landfall-installer-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('isNsisForRelease', () => {
  it.each([
    ['v3.08-3+deb12u1', false],
    ['3.11-1', false],
    ['2.99', false],
    ['', false],
    [lowestNsis, true],
    ['v3.12-1', true],
    ['3.20', true],
    ['4.0', true],
  ])('of %s is %s', (version, isForRelease) => {
    expect(isNsisForRelease(version)).toBe(isForRelease)
  })
})

describe('the installer', () => {
  async function build(): Promise<string> {
    const unpacked = path.join(home, 'app')
    await mkdir(unpacked)
    await writeFile(path.join(unpacked, 'Landfall.exe'), 'x')
    const output = path.join(home, 'landfall-setup.exe')
    const request = {
      unpacked,
      files: [{ size: 1 }],
      version: '1.0.0',
      arch: 'x64',
      isCompressed: false,
    } as const
    buildInstaller({ ...request, output })
    return output
  }

  // Skipped by name: without it the release is the MSI alone, and the installer is for trying.
  it.skipIf(!canBuildReleaseInstaller())(
    `is for release: it is made by NSIS ${lowestNsis} or later, and the finished file says so`,
    async () => {
      const version = readNsisVersion(await build())
      expect(version).toBe(findNsis()?.version)
      expect(isNsisForRelease(version)).toBe(true)
    },
    240_000,
  )

  // Another NSIS makes the file than the one that was asked for its version: the file alone counts.
  it.skipIf(process.platform === 'win32' || spawnSync('makensis', ['-VERSION']).status !== 0)(
    'is refused, and is not left lying there, where the finished file says another version than makensis',
    async () => {
      const { stdout } = spawnSync('which', ['makensis'], { encoding: 'utf8' })
      const program = path.join(home, 'makensis')
      await writeFile(
        program,
        `#!/bin/sh\n[ "$1" = -VERSION ] && echo v99.1 && exit\nexec ${stdout.trim()} "$@"\n`,
      )
      await chmod(program, 0o755)
      const unpacked = path.join(home, 'app')
      await mkdir(unpacked)
      await writeFile(path.join(unpacked, 'Landfall.exe'), 'x')
      const output = path.join(home, 'landfall-setup.exe')
      const request = {
        unpacked,
        files: [{ size: 1 }],
        version: '1.0.0',
        arch: 'x64',
        output,
        isCompressed: false,
      }
      const module = path.resolve(import.meta.dirname, '../../../../build/package/build-installer.ts')
      const call = `const { buildInstaller } = await import(${JSON.stringify(module)}); buildInstaller(${JSON.stringify(request)})`
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', call], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${home}:${process.env['PATH'] ?? ''}` },
      })
      expect(stderr).toMatch(/says NSIS \d.* and makensis 99\.1/)
      expect(status).not.toBe(0)
      expect(await readdir(home)).not.toContain('landfall-setup.exe')
    },
  )

  it('lets administrators alone write where the configuration is, as the MSI does', async () => {
    const scripts = ['build/installer/protect.nsh', 'build/package/msi-additions.ts']
    const [bySetup, byMsi] = await Promise.all(
      scripts.map(async (name) => {
        const text = await readFile(path.resolve(import.meta.dirname, '../../../..', name), 'utf8')
        return /['"](O:[^'"]+)['"]/.exec(text)?.[1] ?? ''
      }),
    )
    expect(isAdministratorsAlone(bySetup ?? '')).toBe(true)
    expect(bySetup).toMatch(/D:P/)
    expect(bySetup).toBe(byMsi)
  })

  it('is not believed where the file does not say which NSIS made it', async () => {
    const file = path.join(home, 'other.exe')
    await writeFile(file, 'MZ')
    expect(() => readNsisVersion(file)).toThrow('does not say')
  })
})

describe('listInstalledNames', () => {
  it('names files, then folders with the deepest first', async () => {
    await mkdir(path.join(home, 'resources/cli'), { recursive: true })
    for (const name of ['b.exe', 'resources/a', 'resources/cli/c']) await writeFile(path.join(home, name), '')
    expect(listInstalledNames(home).split('\r\n')).toEqual([
      'Landfall files 1',
      'b.exe',
      'resources\\a',
      'resources\\cli\\c',
      'resources\\cli\\',
      'resources\\',
      '',
    ])
  })

  it('refuses a name that would lead somewhere else on Windows', async () => {
    await writeFile(path.join(home, 'a:b'), '')
    expect(() => listInstalledNames(home)).toThrow('cannot be installed')
  })
})
