import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyInto } from '../../../../admin/server/postgres/postgres-binaries.ts'

const isRoot = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!isRoot)('the copy of PostgreSQL that root starts for another account (needs root)', () => {
  let folder: string
  let original: string
  let place: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'landfall-copy-'))
    await chmod(folder, 0o755)
    original = path.join(folder, 'original')
    place = path.join(folder, 'place')
    await mkdir(path.join(original, 'bin'), { recursive: true })
    await writeFile(path.join(original, 'bin/postgres'), '#!/bin/sh')
    // As an archive that was unpacked with everybody's rights.
    for (const each of [original, path.join(original, 'bin'), path.join(original, 'bin/postgres')])
      await chmod(each, 0o777)
    await mkdir(place, { mode: 0o755 })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const refusal = { code: 'database.not-available' }

  it('is one that no one else can write to, whatever the rights of the original', async () => {
    const copy = await copyInto([place], original, 'copy')
    for (const name of ['', 'bin', 'bin/postgres'])
      expect((await stat(path.join(copy, name))).mode & 0o022).toBe(0)
    expect(await copyInto([place], original, 'copy')).toBe(copy)
  })

  it('is made although one that was begun by a process of the same number was killed midway', async () => {
    await mkdir(path.join(place, `copy.${process.pid}`))
    expect(await copyInto([place], original, 'copy')).toBe(path.join(place, 'copy'))
  })

  it('is not taken where somebody else has put one, or a link, or can write to it', async () => {
    await mkdir(path.join(place, 'theirs/bin'), { recursive: true })
    await writeFile(path.join(place, 'theirs/bin/postgres'), 'theirs')
    await chown(path.join(place, 'theirs'), 65534, 65534)
    await expect(copyInto([place], original, 'theirs')).rejects.toMatchObject(refusal)
    await chmod(path.join(original, 'bin/postgres'), 0o755)
    await symlink(original, path.join(place, 'link'))
    await expect(copyInto([place], original, 'link')).rejects.toMatchObject(refusal)
    const copy = await copyInto([place], original, 'copy')
    await chmod(path.join(copy, 'bin'), 0o777)
    await expect(copyInto([place], original, 'copy')).rejects.toMatchObject(refusal)
  })

  it('is not made where others can take the folder away; the next place is', async () => {
    const open = path.join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    await expect(copyInto([open], original, 'copy')).rejects.toMatchObject(refusal)
    expect(await copyInto([path.join(folder, 'missing'), place], original, 'copy')).toBe(
      path.join(place, 'copy'),
    )
    // As the folder of temporary files: others may write, and take nothing of root’s away.
    await chmod(open, 0o1777)
    expect(await copyInto([open], original, 'fresh')).toBe(path.join(open, 'fresh'))
  })
})
