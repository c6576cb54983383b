import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExclusion, createNameFilter } from '../../../../shared/files/exclusions.ts'

describe('createExclusion', () => {
  const isExcluded = createExclusion({
    ignoredNames: ['*.pst', '*draft*'],
    ignoredFolders: ['PowerShell', 'node_modules '],
  })

  it.each<[string, boolean]>([
    ['Documents/powershell/x.ps1', true],
    ['Documents/PowerShell7/x.ps1', false],
    ['a/node_modules/b/c/d.js', true],
    ['a/powershell', false],
    ['mail/old.PST', true],
    ['a.tmp', true],
    ['a.ini/b', false],
    // The pattern rule does not hold back Office files.
    ['draft.docx', false],
    ['draft.xlsb', false],
    ['draft.txt', true],
    ['powershell/draft.docx', true],
  ])('of %s is %s', (path, wanted) => {
    expect(isExcluded(path.split('/'))).toBe(wanted)
  })

  it.each<[string, boolean]>([
    ['mail/old.PST', true],
    ['a.exe', true],
    ['plan.docx', true],
    ['all.tar.gz', true],
    ['all.gz', false],
    ['exe', false],
    ['a.exe.txt', false],
    ['a.exe/b', false],
  ])('of %s by the endings that a tenant blocks is %s', (path, wanted) => {
    const blockedEndings = ['pst', '.exe', '*.docx', 'tar.gz']
    expect(createExclusion({ ignoredNames: [], blockedEndings })(path.split('/'))).toBe(wanted)
  })

  it('excludes nothing of an organisation that keeps nothing back', () => {
    expect(createExclusion({ ignoredNames: [] })(['a', 'b.pst'])).toBe(false)
  })
})

describe('createNameFilter', () => {
  it('is the same as a regular expression made of the pattern', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', '*', '?'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(letters, pattern, (name, glob) => {
        const source = glob.replace(/[.*?]/g, (sign) => ({ '.': '\\.', '*': '.*', '?': '.' })[sign] ?? sign)
        expect(createNameFilter([glob])(name)).toBe(new RegExp(`^${source}$`, 'i').test(name))
      }),
    )
  })

  it('takes no longer for a hostile pattern than for another', () => {
    const name = 'a'.repeat(5_000)
    expect(createNameFilter([`${'*a'.repeat(500)}*b`])(name)).toBe(false)
  })
})
