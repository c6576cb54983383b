import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FolderUnreadable,
  scanFolders,
  type ListFolder,
} from '../../../../../electron/platform/scan/scan-folders.ts'
import type { ScanEntry } from '../../../../../shared/files/scan.ts'

type Tree = { readonly [name: string]: number | Tree | 'link' | 'unreadable' }

const root = { folder: 'C:\\old', urlLength: 50 }

function toEntry([name, value]: [string, Tree[string]]): ScanEntry {
  const shape = { name, size: 0, placeholderState: null, modifiedAt: null, providerState: null }
  // A file of an even size is in the cloud, one of an odd size is not.
  if (typeof value === 'number') {
    return value % 2 === 0
      ? { ...shape, size: value, attributes: 0x420, reparseTag: 0x9000_001a, placeholderState: 9 }
      : { ...shape, size: value, attributes: 0x20, reparseTag: 0 }
  }
  if (value === 'link') return { ...shape, attributes: 0x410, reparseTag: 0xa000_0003 }
  return { ...shape, attributes: 0x10, reparseTag: 0 }
}

/** A disk that hands out two entries at a time and notes which folders it was asked for. */
function diskOf(tree: Tree, asked: string[] = []): ListFolder {
  return async function* (path) {
    asked.push(path)
    let place: Tree[string] = tree
    for (const name of path.split('\\').slice(2)) place = (place as Tree)[name] ?? 'unreadable'
    if (typeof place !== 'object') throw new FolderUnreadable(path, 5)
    const entries = Object.entries(place).map(toEntry)
    for (let at = 0; at < entries.length; at += 2) yield entries.slice(at, at + 2)
  }
}

describe('scanFolders', () => {
  it('counts files, bytes and reasons through all folders', async () => {
    const disk = diskOf({ a: 2, b: 3, x: { c: 5, 'd.tmp': 7, y: { e: 4 } }, empty: {} })
    const result = await scanFolders({ roots: [root], ignoredNames: ['b'] }, disk)
    expect(result).toMatchObject({
      files: 5,
      folders: 4,
      bytes: 21,
      links: 0,
      hasCloudState: true,
      reasons: { 'never-uploaded': { files: 1, bytes: 5 }, 'excluded-by-policy': { files: 2, bytes: 10 } },
    })
  })

  it('counts only what was written later, each as not uploaded, and passes over folders that are gone', async () => {
    const since = 1_000
    const written = { old: 999, same: 1_000, new: 1_001, unknown: null }
    const disk: ListFolder = async function* (path) {
      if (path === 'C:\\') return
      yield Object.entries(written).map(([name, modifiedAt]) => ({ ...toEntry([name, 3]), modifiedAt }))
      throw new FolderUnreadable('C:\\old', 2, true)
    }
    const left: string[] = []
    const result = await scanFolders({ roots: [root], ignoredNames: [], since }, disk, {
      onLeft: (files) => void left.push(...files.map(({ path }) => path)),
    })
    expect(result).toMatchObject({ files: 1, hasCloudState: true, unreadable: { folders: 0 } })
    expect(left).toEqual(['C:\\old\\new'])
  })

  it('counts what came later whatever date it carries: copied, moved, moved within, and not what lay there', async () => {
    const since = Date.parse('2026-11-20T10:00:00Z')
    const long = Date.parse('2020-03-01T10:00:00Z')
    const file = (name: string, createdAt: number, modifiedAt = long): ScanEntry => ({
      ...toEntry([name, 3]),
      modifiedAt,
      createdAt,
    })
    const folder = (name: string): ScanEntry => toEntry([name, {}])
    const before: Record<string, ScanEntry[]> = {
      'C:\\old': [folder('a'), folder('b'), file('stays.txt', long), file('saved again.txt', long)],
      'C:\\old\\a': [file('goes elsewhere.txt', long)],
      'C:\\old\\b': [file('stays.txt', long)],
    }
    const asked: string[] = []
    const list = (tree: Record<string, ScanEntry[]>): ListFolder =>
      async function* (path) {
        asked.push(path)
        yield tree[path] ?? []
      }
    let marks = new Float64Array(0)
    await scanFolders({ roots: [root], ignoredNames: [] }, list(before), { onSeen: (all) => (marks = all) })
    const after = {
      'C:\\old': [
        folder('a'),
        folder('b'),
        folder('moved in'),
        file('stays.txt', long),
        file('saved again.txt', long, since + 1),
        file('copied from a stick.jpg', since + 1),
        file('moved from the desktop.docx', long),
      ],
      'C:\\old\\b': [file('stays.txt', long), file('goes elsewhere.txt', long)],
      'C:\\old\\moved in': [file('deep.txt', long)],
    }
    asked.length = 0
    const left: string[] = []
    const result = await scanFolders({ roots: [root], ignoredNames: [], since }, list(after), {
      seen: marks,
      onLeft: (files) => void left.push(...files.map(({ path }) => path.slice('C:\\old\\'.length))),
    })
    expect(left.toSorted()).toEqual([
      'b\\goes elsewhere.txt',
      'copied from a stick.jpg',
      'moved from the desktop.docx',
      'moved in\\deep.txt',
      'saved again.txt',
    ])
    expect(result.files).toBe(5)
    // Each folder once.
    expect(asked.toSorted()).toEqual(['C:\\old', 'C:\\old\\a', 'C:\\old\\b', 'C:\\old\\moved in'])
  })

  it('passes over what it is told to', async () => {
    const asked: string[] = []
    const disk = diskOf({ a: 3, new: { b: 3 }, 'new one': { c: 3 } }, asked)
    const result = await scanFolders({ roots: [root], ignoredNames: [], except: ['c:\\old\\NEW'] }, disk)
    expect([result.files, asked]).toEqual([2, ['C:\\old', 'C:\\old\\new one']])
  })

  it.each([
    ['D:\\OneDrive - Contoso', 'D:\\'],
    ['\\\\server\\share\\OneDrive - Contoso', '\\\\server\\share\\'],
  ])(
    'cannot tell what lies in %s while its drive is away, and misses nothing once it is back',
    async (folder, volume) => {
      const asked: string[] = []
      const away: ListFolder = (path) => {
        asked.push(path)
        throw new FolderUnreadable(path, 3, true)
      }
      const back: ListFolder = async function* (path) {
        if (path !== volume) throw new FolderUnreadable(path, 2, true)
        yield []
      }
      for (const kind of [{ isFormer: true }, { since: 1_000 }] as const) {
        const request = { roots: [{ folder, urlLength: 50 }], ignoredNames: [], ...kind }
        const result = await scanFolders(request, away)
        expect(result).toMatchObject({ files: 0, unreadable: { folders: 1, paths: [folder] } })
        expect(asked.splice(0)).toEqual([folder, volume])
        expect(await scanFolders(request, back)).toMatchObject({ files: 0, unreadable: { folders: 0 } })
      }
    },
  )

  it('names what it cannot list of a former account too, and misses no folder that is gone', async () => {
    const request = { roots: [root], ignoredNames: [], isFormer: true } as const
    const gone: ListFolder = async function* (path) {
      if (path !== 'C:\\') throw new FolderUnreadable(path, 2, true)
      yield []
    }
    expect(await scanFolders(request, gone)).toMatchObject({ files: 0, unreadable: { folders: 0 } })
    const refused = await scanFolders(request, diskOf({ a: 1, secret: 'unreadable' }))
    expect(refused).toMatchObject({
      files: 1,
      reasons: { untold: { files: 1, bytes: 1 } },
      unreadable: { paths: ['C:\\old\\secret'] },
    })
  })

  describe('beside the folder of a linked account', () => {
    const team = { folder: 'C:\\team', urlLength: 50, isFormer: true } as const
    const request = { roots: [root, team], ignoredNames: [] }
    const diskWith = (old: Tree, left: Tree): ListFolder => {
      const [ofOld, ofTeam] = [diskOf(old), diskOf(left)]
      return (path) => (path.startsWith(team.folder) ? ofTeam(path) : ofOld(path))
    }

    it('no one can tell of the files in a folder whose account is gone', async () => {
      expect(await scanFolders(request, diskWith({ a: 2, b: 3 }, { c: 2, d: 5 }))).toMatchObject({
        files: 4,
        hasCloudState: true,
        reasons: { 'never-uploaded': { files: 1, bytes: 3 }, untold: { files: 2, bytes: 7 } },
      })
    })

    it('what is only in the cloud there says nothing of the linked account’s files', async () => {
      const cloudOnly: ScanEntry = { ...toEntry(['c', 2]), attributes: 0x40_0420 }
      const plain = diskOf({ a: 1, b: 3 })
      const disk: ListFolder = async function* (path) {
        if (path.startsWith(team.folder)) yield [cloudOnly]
        else yield* plain(path)
      }
      expect(await scanFolders(request, disk)).toMatchObject({ files: 3, hasCloudState: false })
    })

    it('needs no cloud state where all files are in it', async () => {
      const result = await scanFolders(request, diskWith({}, { c: 3 }))
      expect(result).toMatchObject({ files: 1, hasCloudState: true, reasons: { untold: { files: 1 } } })
    })

    it('needs no cloud state where the linked folder holds only a file of Windows', async () => {
      const ofWindows = diskWith({ 'desktop.ini': 1 }, { c: 3 })
      expect(await scanFolders(request, ofWindows)).toMatchObject({ files: 2, hasCloudState: true })
      const alone = { roots: [root], ignoredNames: [] }
      expect(await scanFolders(alone, ofWindows)).toMatchObject({ files: 1, hasCloudState: false })
      const withDocument = diskWith({ 'desktop.ini': 1, 'a.docx': 5 }, { c: 3 })
      expect(await scanFolders(request, withDocument)).toMatchObject({ files: 3, hasCloudState: false })
    })

    it('misses no folder of an account that is gone with it, and the linked one’s', async () => {
      const gone: ListFolder = async function* (path) {
        if (path !== 'C:\\') throw new FolderUnreadable(path, 2, true)
        yield []
      }
      expect(await scanFolders(request, gone)).toMatchObject({
        unreadable: { folders: 1, paths: [root.folder] },
      })
    })
  })

  it('follows no link, and names a folder that cannot be listed', async () => {
    const asked: string[] = []
    const disk = diskOf({ junction: 'link', secret: 'unreadable', x: { a: 2 } }, asked)
    const result = await scanFolders({ roots: [root], ignoredNames: [] }, disk)
    expect(result).toMatchObject({
      links: 1,
      unreadable: { folders: 1, paths: ['C:\\old\\secret'] },
      files: 1,
    })
    expect(asked).not.toContain('C:\\old\\junction')
  })

  it('says that nothing carries cloud state where nothing does', async () => {
    const result = await scanFolders({ roots: [root], ignoredNames: [] }, diskOf({ a: 1, b: 3 }))
    expect(result.hasCloudState).toBe(false)
  })

  it('ends at once when it is ended, with the signal’s own reason', async () => {
    const ending = new AbortController()
    const asked: string[] = []
    const disk = diskOf({ x: { y: { z: { a: 1 } } } }, asked)
    const ended = scanFolders(
      { roots: [root], ignoredNames: [] },
      async function* (path) {
        yield* disk(path)
        if (path.endsWith('\\y')) ending.abort(new Error('enough'))
      },
      { signal: ending.signal },
    )
    await expect(ended).rejects.toThrow('enough')
    expect(asked.at(-1)).toBe('C:\\old\\x\\y\\z')
  })

  it('does not take a fault of ours for a folder that cannot be listed', async () => {
    const broken: ListFolder = () => {
      throw new TypeError('a fault')
    }
    await expect(scanFolders({ roots: [root], ignoredNames: [] }, broken)).rejects.toThrow(TypeError)
  })

  it('finds every file of any tree, whichever way it is nested', async () => {
    const name = fc.string({ unit: fc.constantFrom('p', 'q', 'ü', '😀', '1'), minLength: 1, maxLength: 4 })
    const { tree } = fc.letrec<{ tree: Tree; value: Tree[string] }>((tie) => ({
      tree: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
      value: fc.oneof({ maxDepth: 4 }, fc.nat(9), tie('tree')),
    }))
    const sizes = (node: Tree): number[] =>
      Object.values(node).flatMap((value) => (typeof value === 'number' ? value : sizes(value as Tree)))
    await fc.assert(
      fc.asyncProperty(tree, async (node) => {
        const { files, bytes } = await scanFolders({ roots: [root], ignoredNames: [] }, diskOf(node))
        const all = sizes(node)
        expect([files, bytes]).toEqual([all.length, all.reduce((sum, size) => sum + size, 0)])
      }),
    )
  })
})
