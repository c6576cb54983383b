import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepInternetMark } from '../../../../electron/platform/internet-mark.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-mark-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Where a system keeps no streams, a stream's name is a file's: the rule is the same. */
const markOf = (name: string): string => `${path.join(folder, name)}:Zone.Identifier`
const keep = (): boolean => keepInternetMark(path.join(folder, 'original'), path.join(folder, 'copy'))

describe('the mark of a file from the internet', () => {
  it('goes with its copy, byte by byte', async () => {
    await writeFile(markOf('original'), '[ZoneTransfer]\r\nZoneId=3\r\n')
    expect(keep()).toBe(true)
    expect(await readFile(markOf('copy'), 'utf8')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n')
  })

  it('is not made for a copy of what has none', async () => {
    expect(keep()).toBe(true)
    await expect(readFile(markOf('copy'))).rejects.toThrow('ENOENT')
  })

  it('is missed where it cannot be written, or is no mark but a megabyte', async () => {
    await writeFile(markOf('original'), '[ZoneTransfer]')
    await mkdir(markOf('copy'))
    expect(keep()).toBe(false)
    await rm(markOf('copy'), { recursive: true })
    await writeFile(markOf('original'), Buffer.alloc(1024 * 1024 + 1))
    expect(keep()).toBe(false)
  })
})
