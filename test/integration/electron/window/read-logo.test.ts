import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLogo } from '../../../../electron/window/read-logo.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

/** As much of a picture as is read before the page has it; `side` in pixels. */
const pictureOf = (side: number): Buffer => {
  const sides = Buffer.alloc(8)
  sides.writeUInt32BE(side, 0)
  sides.writeUInt32BE(side, 4)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), sides])
}
const png = pictureOf(32)

describe('readLogo', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-logo-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is the picture, for the page to show', async () => {
    const file = path.join(folder, 'logo.png')
    await writeFile(file, png)
    expect(await readLogo(file, createQuietLog())).toBe(`data:image/png;base64,${png.toString('base64')}`)
  })

  it.each([
    ['is too large', 'large.png', Buffer.concat([png, Buffer.alloc(64 * 1024)])],
    ['is no PNG, whatever its name says', 'script.png', Buffer.from('<svg onload="alert(1)"/>')],
    ['unfolds to more than a screen', 'bomb.png', pictureOf(40_000)],
    ['breaks off', 'half.png', png.subarray(0, 20)],
    ['is empty', 'empty.png', Buffer.alloc(0)],
  ])('is none where the file %s', async (_what, name, bytes) => {
    const file = path.join(folder, name)
    await writeFile(file, bytes)
    expect(await readLogo(file, createQuietLog())).toBeNull()
  })

  it('is none where there is no file, or a folder', async () => {
    expect(await readLogo(path.join(folder, 'missing.png'), createQuietLog())).toBeNull()
    expect(await readLogo(folder, createQuietLog())).toBeNull()
  })
})
