import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { Arch } from 'electron-builder'
import { parse } from 'plist'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchKoffi } from '../../../../build/bootstrap/koffi.mjs'
import {
  binariesOfPackages,
  configureMacos,
  readAppleSigning,
} from '../../../../build/package/configure-macos.ts'
import { configureBuild } from '../../../../build/package/electron-builder.ts'
import { isFolderThatRuns, type Target } from '../../../../build/package/stage-app.ts'
import { readUsageDescriptions } from '../../../../build/package/usage-descriptions.ts'
import { languages } from '../../../../shared/words/languages.ts'
import { appId } from '../../../../shared/installation/app-id.ts'

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
  it.each([
    { platform: 'darwin', arch: 'universal' },
    { platform: 'win32', arch: 'arm64' },
    { platform: 'linux', arch: 'arm64' },
  ] as const)('have a configuration that electron-builder takes ($platform)', async (target) => {
    const configuration = configureBuild({ ...request, target })
    await expect(validateConfiguration(configuration, new DebugLogger(false))).resolves.toBeUndefined()
    const misspelt = { ...configuration, mac: { hardendRuntime: true } as object }
    await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow('configuration.mac')
  })

  it('are for both processors in one, with what runs on either', () => {
    expect(Arch['universal']).toBeTypeOf('number')
    const runs = (target: Target) =>
      ['lib/macos/x64', 'lib/macos/arm64', 'lib/windows/x64'].map((one) =>
        one.split('/').every((_, at, names) => isFolderThatRuns(names.slice(0, at + 1).join('/'), target)),
      )
    expect(runs({ platform: 'darwin', arch: 'universal' })).toEqual([true, true, false])
    expect(runs({ platform: 'win32', arch: 'x64' })).toEqual([false, false, true])
  })

  it.each(['x64', 'arm64'])(
    'hold the binary that asks macOS, for %s, and let it be the same in both halves',
    (arch) => {
      const name = `Contents/Resources/app.asar.unpacked/node_modules/@koromix/koffi-darwin-${arch}/koffi.node`
      expect(path.matchesGlob(name, binariesOfPackages)).toBe(true)
      expect(path.matchesGlob('Contents/MacOS/Landfall', binariesOfPackages)).toBe(false)
      const folder = fetchKoffi('darwin', arch as 'x64' | 'arm64')
      const binaries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
        one.endsWith('.node'),
      )
      const [binary = ''] = binaries
      expect(binaries).toHaveLength(1)
      // A Mach-O of 64 bits, and its processor (`mach/machine.h`).
      const head = readFileSync(path.join(folder, binary)).subarray(0, 8)
      expect(head.readUInt32LE(0)).toBe(0xfeed_facf)
      expect(head.readUInt32LE(4)).toBe(arch === 'x64' ? 0x0100_0007 : 0x0100_000c)
    },
  )

  it('run hardened, and may do nothing more than write code while they run', async () => {
    const { mac } = configureMacos({ kind: 'apple' })
    expect(mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(await readPlist(path.basename(String(mac?.entitlements)))).toEqual({
      'com.apple.security.cs.allow-jit': true,
    })
  })

  it('say in every language why macOS asks for these places, in the same keys and in plain words', () => {
    const english = readUsageDescriptions('en')
    expect(Object.keys(english)).toEqual([
      'NSAppDataUsageDescription',
      'NSFileProviderDomainUsageDescription',
      'NSDesktopFolderUsageDescription',
      'NSDocumentsFolderUsageDescription',
      'NSRemovableVolumesUsageDescription',
      'NSNetworkVolumesUsageDescription',
    ])
    const { mac } = configureMacos({ kind: 'none' })
    expect(mac?.extendInfo).toEqual(english)
    for (const language of languages) {
      const own = readUsageDescriptions(language)
      expect(Object.keys(own)).toEqual(Object.keys(english))
      expect(new Set(Object.values(own)).size).toBe(Object.keys(own).length)
      if (language !== 'en')
        expect(Object.values(own)).not.toEqual(expect.arrayContaining(Object.values(english)))
      expect(mac?.extraResources).toContainEqual({
        from: path.join(macos, `${language}.lproj`),
        to: `${language}.lproj`,
      })
    }
  })

  it('start in the background at everybody’s logon, from where the package puts them', async () => {
    expect(await readPlist('com.landfall.app.background.plist')).toMatchObject({
      AssociatedBundleIdentifiers: [appId],
      ProgramArguments: [
        `${String(configureMacos({ kind: 'none' }).pkg?.installLocation)}/Landfall.app/Contents/MacOS/Landfall`,
        '--background',
      ],
      RunAtLoad: true,
      AbandonProcessGroup: true,
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

  describe.each([
    ['nobody', []],
    ['one person', [501]],
    ['two people', [501, 502]],
  ])('with %s logged on', (_who, people: readonly number[]) => {
    const job = 'com.landfall.app.background'
    let disk: string
    beforeEach(async () => {
      disk = await mkdtemp(path.join(tmpdir(), 'landfall-macos-'))
      const resources = path.join(disk, 'Applications/Landfall.app/Contents/Resources')
      await mkdir(resources, { recursive: true })
      await mkdir(path.join(disk, 'bin'))
      await writeFile(path.join(resources, `${job}.plist`), 'job')
      const docks = people.map((uid) => `  ${uid} /System/Library/CoreServices/Dock.app/Contents/MacOS/Dock`)
      const listed = ['    0 /sbin/launchd', '  503 /usr/sbin/cfprefsd', ...docks, ...docks.slice(0, 1)]
      await standIn('ps', `cat <<'end'\n${listed.join('\n')}\nend`)
      await standIn('sleep', ':')
    })
    afterEach(() => rm(disk, { recursive: true, force: true }))

    /** Each call is written down; `does` is what the tool then does. */
    async function standIn(tool: string, does: string): Promise<void> {
      const file = path.join(disk, 'bin', tool)
      await writeFile(file, `#!/bin/sh\necho "${tool} $*" >> '${disk}/calls'\n${does}\n`)
      await chmod(file, 0o755)
    }

    function runScript(name: string, booted = disk) {
      const args = [
        path.join(macos, 'pkg-scripts', name),
        'x.pkg',
        path.join(disk, 'Applications'),
        disk,
        booted,
      ]
      const env = { ...process.env, PATH: `${disk}/bin:${process.env['PATH'] ?? ''}` }
      return spawnSync('sh', args, { encoding: 'utf8', env }).status
    }
    const callsOf = async (tool: string): Promise<string[]> => {
      const calls = await readFile(path.join(disk, 'calls'), 'utf8').catch(() => '')
      return calls.split('\n').filter((line) => line.startsWith(`${tool} `))
    }

    it('Landfall is ended for each before it is replaced, and asked again where it is still there', async () => {
      await standIn('launchctl', 'exit 3')
      // There once, gone then.
      await standIn('pkill', `[ -e "${disk}/was-$3" ] && exit 1; touch "${disk}/was-$3"`)
      expect(runScript('preinstall')).toBe(0)
      expect(await callsOf('launchctl')).toEqual(people.map((uid) => `launchctl bootout gui/${uid}/${job}`))
      const rounds = people.length === 0 ? [] : [...people, ...people]
      expect((await callsOf('pkill')).map((call) => call.slice(0, 18))).toEqual(
        rounds.map((uid) => `pkill -TERM -U ${uid}`),
      )
    })

    it('the new Landfall is started for each, and nothing is where launchd refuses', async () => {
      await standIn('launchctl', '[ "$1" = bootstrap ]')
      expect(runScript('postinstall')).toBe(0)
      const plist = path.join(disk, 'Library/LaunchAgents', `${job}.plist`)
      expect(await callsOf('launchctl')).toEqual(
        people.map((uid) => `launchctl bootstrap gui/${uid} ${plist}`),
      )
      await rm(path.join(disk, 'calls'), { force: true })
      await standIn('launchctl', 'exit 5')
      expect(runScript('postinstall')).toBe(0)
      expect(await callsOf('launchctl')).toHaveLength(people.length * 10)
    })

    it('a job that is loaded already is only started', async () => {
      await standIn('launchctl', '[ "$1" = kickstart ]')
      expect(runScript('postinstall')).toBe(0)
      expect((await callsOf('launchctl')).filter((call) => call.includes('kickstart'))).toEqual(
        people.map((uid) => `launchctl kickstart gui/${uid}/${job}`),
      )
    })

    it('nothing is ended or started where the package goes to another disk', async () => {
      await standIn('launchctl', ':')
      expect([runScript('preinstall', '/'), runScript('postinstall', '/')]).toEqual([0, 0])
      expect([await callsOf('launchctl'), await callsOf('pkill')]).toEqual([[], []])
    })
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
