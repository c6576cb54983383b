import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDetection, renderDetection } from '../../../../build/intunewin/detection-xml.ts'
import { packIntunewin, type PackRequest } from '../../../../build/intunewin/pack-intunewin.ts'
import { readIntunewin } from '../../../../build/intunewin/read-intunewin.ts'
import { IntunewinRefused } from '../../../../build/intunewin/refusal.ts'

const fixtures = fileURLToPath(new URL('../../../fixtures/intunewin', import.meta.url))
const program = fileURLToPath(new URL('../../../../build/intunewin/main.ts', import.meta.url))

let home: string
let folder: string
let output: string

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'landfall-intunewin-test-'))
  folder = path.join(home, 'source')
  output = path.join(home, 'made', 'here')
  await mkdir(path.join(folder, 'texts'), { recursive: true })
  await writeFile(path.join(folder, 'Setup.exe'), Buffer.alloc(70_000, 'setup'))
  await writeFile(path.join(folder, 'texts', 'größe ✓.txt'), 'hello')
  await writeFile(path.join(folder, 'nothing.dat'), '')
})

afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

function ask(more: Partial<PackRequest> = {}): PackRequest {
  return { folder, setupFile: 'Setup.exe', outputFolder: output, isDeterministic: false, ...more }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'nothing was refused',
    (error: unknown) => {
      if (error instanceof IntunewinRefused) return error.code
      throw error
    },
  )
}

/** Everything below the folder where packages are made. */
async function left(): Promise<string[]> {
  return await readdir(path.join(home, 'made'), { recursive: true }).catch(() => [])
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('packIntunewin', () => {
  it('makes a package that the reader takes apart into the same files', async () => {
    const packed = await packIntunewin(ask())
    expect(packed.file).toBe(path.join(output, 'Setup.intunewin'))
    const { files, detection } = await readIntunewin(packed.file)
    expect(files.map(({ name }) => name)).toEqual(['Setup.exe', 'nothing.dat', 'texts/größe ✓.txt'])
    expect(files[0]?.sha256).toBe(sha256(await readFile(path.join(folder, 'Setup.exe'))))
    expect(detection).toMatchObject({ name: 'Setup.exe', setupFile: 'Setup.exe', msi: null })
    expect(await left()).toEqual(['here', 'here/Setup.intunewin'])
  })

  it('makes Detection.xml exactly, without a byte order mark and without a declaration', async () => {
    const { detection } = await packIntunewin(ask())
    const lines = renderDetection(detection).split('\r\n')
    expect(lines[0]).toMatch(
      /^<ApplicationInfo xmlns:xsd="[^"]+" xmlns:xsi="[^"]+" ToolVersion="1\.8\.6\.0">$/,
    )
    expect(lines.map((line) => /^ *<\/?(\w+)/.exec(line)?.[1])).toEqual([
      'ApplicationInfo',
      ...['Name', 'UnencryptedContentSize', 'FileName', 'SetupFile', 'EncryptionInfo', 'EncryptionKey'],
      ...['MacKey', 'InitializationVector', 'Mac', 'ProfileIdentifier', 'FileDigest', 'FileDigestAlgorithm'],
      ...['EncryptionInfo', 'ApplicationInfo'],
    ])
    expect(parseDetection(renderDetection(detection))).toEqual(detection)
  })

  it('gives the same bytes of the same folder when asked to, whatever the time, and others otherwise', async () => {
    const first = await packIntunewin(
      ask({ isDeterministic: true, outputFolder: path.join(home, 'made', '1') }),
    )
    await utimes(path.join(folder, 'Setup.exe'), new Date(), new Date(Date.UTC(2031, 4, 6)))
    const second = await packIntunewin(
      ask({ isDeterministic: true, outputFolder: path.join(home, 'made', '2') }),
    )
    const other = await packIntunewin(ask({ outputFolder: path.join(home, 'made', '3') }))
    const [one, two, three] = await Promise.all([first, second, other].map(({ file }) => readFile(file)))
    expect(two?.equals(one ?? Buffer.alloc(0))).toBe(true)
    expect(three?.equals(one ?? Buffer.alloc(0))).toBe(false)
  })

  it('tells Intune what an MSI says of itself', async () => {
    await cp(path.join(fixtures, 'tiny.msi'), path.join(folder, 'tiny.msi'))
    const { file } = await packIntunewin(ask({ setupFile: 'tiny.msi' }))
    expect((await readIntunewin(file)).detection.msi).toEqual({
      productCode: '{3F6A0B5E-2C41-4B0E-9C1F-6A52D1B5E901}',
      productVersion: '1.2.3',
      packageCode: '{739AB10D-11C2-4019-9D8C-DED9133EB19A}',
      publisher: 'Contoso & Söhne',
      upgradeCode: '{8D3E2B7A-0F14-4C7B-B8A7-2F4E6C1A9D02}',
      executionContext: 'System',
      requiresLogon: false,
      requiresReboot: false,
      isMachineInstall: true,
      isUserInstall: false,
      includesServices: false,
      includesODBCDataSource: false,
      containsSystemRegistryKeys: true,
      containsSystemFolders: false,
    })
  })

  it('holds nothing in memory: 400 MB are packed within 300 MB', async () => {
    await writeFile(path.join(folder, 'large.bin'), '')
    await truncate(path.join(folder, 'large.bin'), 400_000_000)
    const script = `
      const { packIntunewin } = await import(${JSON.stringify(new URL('../../../../build/intunewin/pack-intunewin.ts', import.meta.url).href)})
      await packIntunewin(${JSON.stringify(ask())})
      console.log(process.resourceUsage().maxRSS)`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(Number(stdout)).toBeGreaterThan(0)
    expect(Number(stdout)).toBeLessThan(300_000)
  })

  it.each<[string, Partial<PackRequest>, () => Promise<unknown>]>([
    ['folder-missing', { folder: '/nowhere/at/all' }, async () => undefined],
    ['setup-missing', { setupFile: 'other.exe' }, async () => undefined],
    ['setup-missing', { setupFile: '' }, async () => undefined],
    ['setup-outside', { setupFile: '../Setup.exe' }, async () => undefined],
    ['setup-empty', { setupFile: 'nothing.dat' }, async () => undefined],
    ['backslash-in-name', {}, () => writeFile(path.join(folder, 'a\\b.txt'), 'x')],
    ['name-not-for-windows', {}, () => writeFile(path.join(folder, 'aux.txt'), 'x')],
    ['name-not-for-windows', {}, () => writeFile(path.join(folder, 'what?'), 'x')],
    ['names-collide', {}, () => writeFile(path.join(folder, 'SETUP.EXE'), 'x')],
    ['link-in-folder', {}, () => symlink('/etc/hostname', path.join(folder, 'link'))],
    ['msi-unreadable', { setupFile: 'odd.msi' }, () => writeFile(path.join(folder, 'odd.msi'), 'no MSI')],
  ])('refuses with %s, and leaves nothing behind (%#)', async (code, more, prepare) => {
    await prepare()
    expect(await codeOf(packIntunewin(ask(more)))).toBe(code)
    expect(await left()).toEqual([])
  })

  it('refuses a folder without a file', async () => {
    const empty = path.join(home, 'empty', 'within')
    await mkdir(empty, { recursive: true })
    expect(await codeOf(packIntunewin(ask({ folder: path.dirname(empty) })))).toBe('folder-empty')
  })

  it('refuses to pack its own output, also by way of a link', async () => {
    const inside = path.join(folder, 'out')
    expect(await codeOf(packIntunewin(ask({ outputFolder: inside })))).toBe('output-inside-folder')
    expect(await codeOf(packIntunewin(ask({ outputFolder: folder })))).toBe('output-inside-folder')
    const link = path.join(home, 'link')
    await symlink(folder, link)
    expect(await codeOf(packIntunewin(ask({ outputFolder: path.join(link, 'out') })))).toBe(
      'output-inside-folder',
    )
    expect(await readdir(folder)).not.toContain('out')
  })

  it('refuses an output folder that is a file, and a broken MSI of every length', async () => {
    await writeFile(path.join(home, 'file'), 'x')
    expect(await codeOf(packIntunewin(ask({ outputFolder: path.join(home, 'file') })))).toBe(
      'output-unwritable',
    )
    const msi = await readFile(path.join(fixtures, 'tiny.msi'))
    for (let length = 1; length < msi.length - 512; length += 497) {
      await writeFile(path.join(folder, 'cut.msi'), msi.subarray(0, length))
      expect(await codeOf(packIntunewin(ask({ setupFile: 'cut.msi' })))).toBe('msi-unreadable')
    }
  })
})

describe('readIntunewin', () => {
  it('finds every changed byte', async () => {
    const { file } = await packIntunewin(ask({ isDeterministic: true }))
    const sound = await readFile(file)
    const content = sound.indexOf('IntunePackage.intunewin') + 'IntunePackage.intunewin'.length
    const end = sound.indexOf('PK\x03\x04', content, 'latin1')
    const changed = path.join(home, 'changed.intunewin')
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: content, max: end - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const bytes = Buffer.from(sound)
          bytes[at] = (bytes[at] ?? 0) ^ bits
          await writeFile(changed, bytes)
          expect(await codeOf(readIntunewin(changed))).toBe('mac-mismatch')
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    ['Mac', 'mac-mismatch'],
    ['MacKey', 'mac-mismatch'],
    ['InitializationVector', 'mac-mismatch'],
    ['FileDigest', 'digest-mismatch'],
    ['UnencryptedContentSize', 'size-mismatch'],
    ['FileName', 'detection-invalid'],
    ['ProfileIdentifier', 'detection-invalid'],
    ['SetupFile', 'setup-missing'],
  ])('finds a changed %s', async (name, code) => {
    const { file } = await packIntunewin(ask())
    const bytes = await readFile(file)
    const at = bytes.indexOf(`<${name}>`, bytes.indexOf('<ApplicationInfo')) + name.length + 2
    // A digit stays a digit and the rest a letter of base64, so that only the value is wrong.
    const first = String.fromCharCode(bytes[at] ?? 0)
    const other = /\d/.test(first) ? String(Number(first) ^ 1) : first === 'A' ? 'B' : 'A'
    bytes[at] = other.charCodeAt(0)
    await writeFile(file, bytes)
    expect(await codeOf(readIntunewin(file))).toBe(code)
  })

  it('refuses what is no package, of any length', async () => {
    const { file } = await packIntunewin(ask())
    const sound = await readFile(file)
    const cut = path.join(home, 'cut.intunewin')
    for (let length = 0; length < sound.length; length += 101) {
      await writeFile(cut, sound.subarray(0, length))
      expect(await codeOf(readIntunewin(cut))).toBe('not-a-package')
    }
    expect(await codeOf(readIntunewin(path.join(home, 'none')))).toBe('package-missing')
  })
})

describe('npm run intunewin', () => {
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: home },
    })

  it('packs FOLDER with SETUP into OUTDIR, and proves what it has made', () => {
    expect(run('source', 'Setup.exe', 'made')).toMatchObject({ status: 0, stderr: '' })
    expect(run('--verify', 'made/Setup.intunewin')).toMatchObject({ status: 0 })
  })

  it('says with a code what is wrong, and ends with 2', () => {
    expect(run('source', 'none.exe', 'made')).toMatchObject({ status: 2, stdout: '' })
    expect(run('source', 'none.exe', 'made').stderr).toMatch(/^intunewin: setup-missing: /)
    expect(run('source')).toMatchObject({ status: 2 })
    expect(run('source', 'Setup.exe', 'made', '--fast')).toMatchObject({ status: 2 })
  })
})
