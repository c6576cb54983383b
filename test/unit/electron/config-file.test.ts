import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { machineConfigPath, readConfigFile } from '../../../electron/config-file.ts'
import { configJson } from '../shared/cast.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, content)
  return file
}

describe('readConfigFile', () => {
  it('takes the file that was asked for before the one beside the recording', async () => {
    await put('landfall.json', '{')
    const file = await put('other.json', JSON.stringify(configJson()))
    expect(await readConfigFile(file, folder)).toMatchObject({ kind: 'ready', path: file })
  })

  it('takes the one beside the recording', async () => {
    const file = await put('landfall.json', JSON.stringify(configJson()))
    expect(await readConfigFile(null, folder)).toMatchObject({ kind: 'ready', path: file })
  })

  it('replaces a missing file that was asked for by no other', async () => {
    await put('landfall.json', JSON.stringify(configJson()))
    const missing = path.join(folder, 'nowhere.json')
    expect(await readConfigFile(missing, folder)).toEqual({ kind: 'missing', path: missing })
  })

  it('reads what Windows PowerShell wrote as UTF-16', async () => {
    const file = await put('u.json', Buffer.from(`\ufeff${JSON.stringify(configJson())}`, 'utf16le'))
    expect((await readConfigFile(file, null)).kind).toBe('ready')
  })

  it.each([
    ['that is too large', 'x'.repeat(1024 * 1024 + 1), 'is larger than 1048576 bytes'],
    ['that is no text', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8 or UTF-16 text'],
  ])('says why it refuses a file %s', async (_what, content, reason) => {
    const file = await put('bad.json', content)
    expect(await readConfigFile(file, null)).toEqual({
      kind: 'invalid',
      path: file,
      problems: [{ key: '(file)', reason }],
    })
  })

  it('says that a folder is not a file', async () => {
    await mkdir(path.join(folder, 'd'))
    expect((await readConfigFile(path.join(folder, 'd'), null)).kind).toBe('invalid')
  })
})

describe('machineConfigPath', () => {
  it.each([
    ['win32', { ProgramData: 'D:\\Data' }, 'D:\\Data\\Landfall\\landfall.json'],
    ['win32', {}, 'C:\\ProgramData\\Landfall\\landfall.json'],
    ['darwin', {}, '/Library/Application Support/Landfall/landfall.json'],
    ['linux', {}, '/etc/landfall/landfall.json'],
  ] as const)('on %s with %o is %s', (system, environment, expected) => {
    expect(machineConfigPath(system, environment)).toBe(expected)
  })
})
