import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { parse } from 'plist'
import { describe, expect, it } from 'vitest'
import { configureMacos, readAppleSigning } from '../../../../build/package/configure-macos.ts'
import { configureBuild } from '../../../../build/package/electron-builder.ts'
import { appId } from '../../../../shared/app-id.ts'

const macos = path.resolve(import.meta.dirname, '../../../../build/macos')
const request = {
  stage: '/stage',
  output: '/output',
  runtime: { kind: 'official', version: '45.0.0' },
  targetNames: ['pkg', 'dmg'],
} as const
const readPlist = async (name: string): Promise<unknown> =>
  parse(await readFile(path.join(macos, name), 'utf8'))

describe('the packages for macOS', () => {
  it.each(['darwin', 'win32', 'linux'] as const)(
    'have a configuration that electron-builder takes (%s)',
    async (platform) => {
      const configuration = configureBuild({ ...request, target: { platform, arch: 'arm64' } })
      await expect(validateConfiguration(configuration, new DebugLogger(false))).resolves.toBeUndefined()
      const misspelt = { ...configuration, mac: { hardendRuntime: true } as object }
      await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow(
        'configuration.mac',
      )
    },
  )

  it('run hardened, and may do nothing more than write code while they run', async () => {
    const { mac } = configureMacos({ kind: 'apple' })
    expect(mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(await readPlist(path.basename(String(mac?.entitlements)))).toEqual({
      'com.apple.security.cs.allow-jit': true,
    })
  })

  it('start in the background at everybody’s logon, from where the package puts them', async () => {
    expect(await readPlist('com.landfall.app.background.plist')).toMatchObject({
      AssociatedBundleIdentifiers: [appId],
      ProgramArguments: [
        `${String(configureMacos({ kind: 'none' }).pkg?.installLocation)}/Landfall.app/Contents/MacOS/Landfall`,
        '--background',
      ],
      RunAtLoad: true,
      LimitLoadToSessionType: 'Aqua',
    })
  })

  it('lay the start at logon where macOS looks for it', async () => {
    const disk = await mkdtemp(path.join(tmpdir(), 'landfall-macos-'))
    try {
      const resources = path.join(disk, 'Applications/Landfall.app/Contents/Resources')
      await mkdir(resources, { recursive: true })
      const agent = 'com.landfall.app.background.plist'
      spawnSync('cp', [path.join(macos, agent), resources])
      const args = [
        path.join(macos, 'pkg-scripts/postinstall'),
        'x.pkg',
        path.join(disk, 'Applications'),
        disk,
        '/',
      ]
      expect(spawnSync('sh', args, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
      const laid = await readFile(path.join(disk, 'Library/LaunchAgents', agent), 'utf8')
      expect(laid).toBe(await readFile(path.join(macos, agent), 'utf8'))
    } finally {
      await rm(disk, { recursive: true, force: true })
    }
  })

  it('are not left unsigned or without notarisation by a slip', () => {
    expect(readAppleSigning({})).toEqual({ kind: 'none' })
    expect(configureMacos({ kind: 'none' })).toMatchObject({
      forceCodeSigning: false,
      mac: { identity: null },
    })
    expect(configureMacos({ kind: 'apple' })).toMatchObject({ forceCodeSigning: true })
    expect(() => readAppleSigning({ LANDFALL_SIGN: 'apple', APPLE_ID: 'a' })).toThrow('APPLE_TEAM_ID')
    expect(() => readAppleSigning({ LANDFALL_SIGN: 'file' })).toThrow('"file"')
    expect(readAppleSigning({ LANDFALL_SIGN: 'apple', APPLE_KEYCHAIN_PROFILE: 'p' })).toEqual({
      kind: 'apple',
    })
  })
})
