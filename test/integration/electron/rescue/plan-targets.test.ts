import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { createFileTable } from '../../../../electron/rescue/inventory/file-table.ts'
import { planTargets } from '../../../../electron/rescue/plan/plan-targets.ts'
import { toClashKey } from '../../../../electron/rescue/plan/target-name.ts'
import { findBrokenRules } from '../../../../shared/files/name-rules.ts'
import type { RenameReason } from '../../../../shared/files/rescue.ts'
import { RescueStand } from './rescue-stand.ts'

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

/** Where files of these names below the old folder would go. Nothing of them has to be there. */
function plan(
  names: readonly string[],
  { urlLength = 50, library = '' } = {},
): [string, RenameReason | null][] {
  const roots = library === '' ? [stand.old] : [stand.old, library]
  const table = createFileTable(roots, '/')
  for (const name of names)
    table.add({ path: path.resolve(stand.old, name), size: 1, modifiedAt: 0, reason: 'changed' })
  const rows = Array.from({ length: table.count() }, (_, row) => row)
  const place = { root: stand.new, folder: 'From Contoso', urlLength }
  planTargets(table, rows, place, createPosixDisk(), () => null)
  return rows.map((row) => [(table.target(row) ?? '').replace(/^From Contoso\//, ''), table.renamed(row)])
}

describe('a plan for an organisation that keeps something back', () => {
  const exclusions = { ignoredNames: ['*.pst'], ignoredFolders: ['node_modules', 'long paths'] }
  const planWith = (names: readonly string[], intended: string | null = null, urlLength = 50) => {
    const table = createFileTable([stand.old], '/')
    for (const name of names)
      table.add({ path: path.resolve(stand.old, name), size: 1, modifiedAt: 0, reason: 'changed' })
    const rows = names.map((_, row) => row)
    const place = { root: stand.new, folder: 'From Contoso', urlLength, exclusions }
    const intent = intended === null ? null : { target: intended, renamed: null }
    const made = planTargets(table, rows, place, createPosixDisk(), () => intent)
    return { excluded: made.excluded, planned: [...made.rows].map((row) => table.target(row)) }
  }

  it('puts no copy where it would never be uploaded, and names these files', () => {
    const names = ['a.txt', 'old.PST', 'web/Node_Modules/x.js', 'web/node_modules.txt', 'cache.tmp']
    expect(planWith(names)).toEqual({
      excluded: [1, 2],
      planned: ['From Contoso/a.txt', 'From Contoso/cache.tmp_', 'From Contoso/web/node_modules.txt'],
    })
  })

  it('puts none there either because an earlier plan did, or because its path is too long', () => {
    expect(planWith(['a.txt'], 'From Contoso/node_modules/a.txt').planned).toEqual(['From Contoso/a.txt'])
    expect(planWith([`${'deep/'.repeat(60)}a.txt`], null, 100).excluded).toEqual([0])
  })
})

describe('a plan', () => {
  it('leaves names as they are where nothing is in their way', () => {
    expect(plan(['a.txt', 'b/c/d.txt'])).toEqual([
      ['a.txt', null],
      ['b/c/d.txt', null],
    ])
  })

  it('tells files apart that differ in letter case or composition only', () => {
    expect(plan(['A.txt', 'a.txt', 'a.TXT', 'Caf\u00e9', 'Cafe\u0301'])).toEqual([
      ['A.txt', null],
      ['a (2).txt', 'name-clash'],
      ['a (3).TXT', 'name-clash'],
      ['Caf\u00e9', null],
      ['Cafe\u0301 (2)', 'name-clash'],
    ])
  })

  it('leaves no number out for a file that may be there already', async () => {
    await mkdir(path.join(stand.new, 'From Contoso'))
    await writeFile(path.join(stand.new, 'From Contoso/A.txt'), '12')
    const table = createFileTable([stand.old], '/')
    for (const [name, size] of [
      ['A.txt', 2],
      ['a.txt', 1],
    ] as const)
      table.add({ path: path.join(stand.old, name), size, modifiedAt: 0, reason: 'changed' })
    const place = { root: stand.new, folder: 'From Contoso', urlLength: 50 }
    const { candidates } = planTargets(table, [0, 1], place, createPosixDisk(), () => null)
    expect([...candidates.keys()]).toEqual([0])
    expect([table.target(0), table.target(1)]).toEqual(['From Contoso/A (3).txt', 'From Contoso/a (2).txt'])
  })

  it('numbers the one of two documents last whose very name is there', async () => {
    await mkdir(path.join(stand.new, 'From Contoso'))
    await writeFile(path.join(stand.new, 'From Contoso/Draft.docx'), '12')
    for (const names of [
      ['Draft.docx', 'draft.docx'],
      ['draft.docx', 'Draft.docx'],
    ]) {
      const targets = Object.fromEntries(plan(names).map(([target], row) => [names[row] ?? '', target]))
      expect(targets).toEqual({ 'Draft.docx': 'Draft (3).docx', 'draft.docx': 'draft (2).docx' })
    }
  })

  it('joins folders that OneDrive takes for one, and keeps their files apart', () => {
    expect(plan(['Docs/a.txt', 'docs/a.txt', 'docs/b.txt'])).toEqual([
      ['Docs/a.txt', null],
      ['Docs/a (2).txt', 'name-clash'],
      ['Docs/b.txt', 'name-clash'],
    ])
  })

  it('never takes a name that a rename of another has made', () => {
    expect(plan(['a?.txt', 'a_.txt', 'x', 'x (2)', 'X'])).toEqual([
      ['a_.txt', 'invalid-name'],
      ['a_ (2).txt', 'name-clash'],
      ['x', null],
      ['x (2)', null],
      ['X (3)', 'name-clash'],
    ])
  })

  it('goes into a folder that is there, by its own spelling, and past a file or a link of its name', async () => {
    const there = path.join(stand.new, 'From Contoso')
    await mkdir(path.join(there, 'DOCS'), { recursive: true })
    await writeFile(path.join(there, 'plans'), 'a file')
    await symlink('/etc', path.join(there, 'etc'))
    expect(plan(['docs/a.txt', 'plans/b.txt', 'etc/hosts'])).toEqual([
      ['DOCS/a.txt', 'name-clash'],
      ['plans (2)/b.txt', 'exists'],
      ['etc (2)/hosts', 'exists'],
    ])
  })

  it('puts a team’s library into a folder of its own', () => {
    const library = path.join(stand.folder, 'Contoso', 'Team - Documents')
    expect(plan(['a.txt', path.join(library, 'b.txt')], { library })).toEqual([
      ['a.txt', null],
      ['Team - Documents/b.txt', null],
    ])
  })

  it('shortens a name of more characters than a folder takes, and what is too deep lies in a folder for that', () => {
    const [[long] = [''], [deep, reason] = ['', null]] = plan([
      `${'n'.repeat(260)}.docx`,
      `${'folder of some length/'.repeat(20)}file.txt`,
    ])
    expect(long).toMatch(/^n+~[0-9a-f]{6}\.docx$/)
    expect([deep, reason]).toEqual(['Long paths/file.txt', 'path-too-long'])
  })

  it('makes no name longer than the disk takes by numbering it, also where a character has several bytes', async () => {
    const names = ['é', 'É'].map((letter) => letter.repeat(127))
    await mkdir(path.join(stand.new, 'From Contoso'))
    await writeFile(path.join(stand.new, 'From Contoso', '文'.repeat(85)), 'a file')
    const targets = plan([...names, `${'文'.repeat(85)}/a.txt`]).map(([target]) => target)
    expect(targets[0]).toBe('é'.repeat(127))
    expect(targets[1]).toMatch(/^É+~ \(2\)$/)
    expect(targets[2]).toMatch(/^文+~ \(2\)\/a\.txt$/)
    for (const name of targets.flatMap((target) => target.split('/')))
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  })

  it('gives every file a path of its own that OneDrive takes, whatever the names are', () => {
    const name = fc
      .oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            'a',
            'A',
            'CON',
            'a.',
            'a ',
            'x?',
            'x_',
            'Caf\u00e9',
            'Cafe\u0301',
            '~$x',
            'a (2)',
          ),
        },
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
      )
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..')
    const file = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'))
    fc.assert(
      fc.property(
        fc.uniqueArray(file, { maxLength: 30 }),
        fc.integer({ min: 30, max: 200 }),
        (files, urlLength) => {
          const targets = plan(files, { urlLength }).map(([target]) => target)
          expect(new Set(targets.map(toClashKey)).size).toBe(targets.length)
          for (const target of targets) {
            const names = target.split('/')
            const broken = names.flatMap((name, place) =>
              findBrokenRules({ name, isFolder: place < names.length - 1, depth: place + 2 }),
            )
            expect(broken).toEqual([])
            expect(urlLength + 'From Contoso/'.length + target.length).toBeLessThanOrEqual(400)
          }
          // No folder has the name of a file.
          const folders = new Set(
            targets.flatMap((target) =>
              target
                .split('/')
                .slice(0, -1)
                .map((_, end, all) => toClashKey(all.slice(0, end + 1).join('/'))),
            ),
          )
          for (const target of targets) expect(folders.has(toClashKey(target))).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })
})
