import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScanEntry } from '../../../../shared/files/scan.ts'
import { isOlder, judgeFormer, judgeUpload, kindByTag } from '../../../../shared/checks/upload-state.ts'
import { createExclusion } from '../../../../shared/files/exclusions.ts'

const cloudTag = 0x9000_601a
/** A placeholder that is up to date, and on this disk. */
type PlacedEntry = ScanEntry & { readonly relativePath: string }
const uploaded: PlacedEntry = {
  name: 'plan.docx',
  relativePath: 'work\\plan.docx',
  size: 10,
  attributes: 0x420,
  reparseTag: cloudTag,
  placeholderState: 0x9,
  modifiedAt: null,
  providerState: null,
}
const plain = { attributes: 0x20, reparseTag: 0, placeholderState: null } as const
const isPst = createExclusion({ ignoredNames: ['*.pst'], ignoredFolders: ['Scripts'] })

function judge(change: Partial<PlacedEntry>, urlLength = 50): string {
  const entry = { ...uploaded, ...change }
  const state = judgeUpload(
    { ...entry, name: entry.relativePath.split('\\').at(-1) ?? '' },
    entry.relativePath,
    urlLength,
    isPst,
  )
  return state.kind === 'not-uploaded' ? state.reason : state.kind
}

describe('judgeUpload', () => {
  it.each<[string, Partial<PlacedEntry>, string]>([
    ['a placeholder in sync is uploaded', {}, 'uploaded'],
    ['a pinned one too', { attributes: 0x8_0420 }, 'uploaded'],
    ['one whose content is online only too', { attributes: 0x50_1620 }, 'uploaded'],
    ['a placeholder out of sync was changed here', { placeholderState: 0x1 }, 'changed'],
    ['a file without a tag was never uploaded', plain, 'never-uploaded'],
    ['a file that is no placeholder was never uploaded', { ...plain, placeholderState: 0 }, 'never-uploaded'],
    [
      'without Windows’ word, one that must be fetched is uploaded',
      { attributes: 0x40_1420, placeholderState: null },
      'uploaded',
    ],
    ['without Windows’ word, one that is here tells nothing', { placeholderState: null }, 'untold'],
    ['an invalid state is no word either', { placeholderState: 0xffff_ffff }, 'untold'],
    [
      'a recording without tags goes by the attribute',
      { reparseTag: null, placeholderState: null, attributes: 0x40_0420 },
      'uploaded',
    ],
    ['OneDrive’s older tag counts', { reparseTag: 0x8000_0021 }, 'uploaded'],
    ['a tag of something else does not', { reparseTag: 0x8000_0013, placeholderState: 0 }, 'never-uploaded'],
    ['what the client shows as pending is pending', { providerState: 4 }, 'pending'],
    ['what it shows as an error is one', { providerState: 7 }, 'error'],
    ['what it excludes is excluded', { ...plain, providerState: 9 }, 'excluded-by-policy'],
    ['.tmp never leaves the computer', { ...plain, relativePath: 'a.TMP' }, 'excluded-by-policy'],
    [
      'nor does what the organisation names',
      { ...plain, relativePath: 'mail\\Old.PST' },
      'excluded-by-policy',
    ],
    ['unless it is in the cloud already', { relativePath: 'mail\\old.pst' }, 'uploaded'],
    [
      'a name that the cloud does not take is the reason',
      { ...plain, relativePath: 'x\\CON' },
      'invalid-name',
    ],
    ['so is that of a folder on the way', { ...plain, relativePath: 'a_vti_b\\x.txt' }, 'invalid-name'],
    ['forms is taken below the first folder', { ...plain, relativePath: 'x\\forms\\y' }, 'never-uploaded'],
    ['and not as the first one', { ...plain, relativePath: 'Forms\\y' }, 'invalid-name'],
    ['250 GB are taken', { ...plain, size: 250 * 1024 ** 3 }, 'never-uploaded'],
    ['more are not', { ...plain, size: 250 * 1024 ** 3 + 1 }, 'too-large'],
    ['desktop.ini is no one’s', { ...plain, relativePath: 'x\\Desktop.ini' }, 'of-no-account'],
    ['nor is what Word has open', { ...plain, relativePath: '~$plan.docx' }, 'of-no-account'],
  ])('%s', (_sentence, change, expected) => {
    expect(judge(change)).toBe(expected)
  })

  it('takes 400 characters with the target’s address, and not one more', () => {
    const path = (length: number) => ({ ...plain, relativePath: `a\\${'b'.repeat(length - 2)}` })
    expect(judge(path(350), 50)).toBe('never-uploaded')
    expect(judge(path(351), 50)).toBe('too-long')
  })

  it('never takes a file for uploaded that has neither tag nor state, whatever else its bits say', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(), (bits, size) => {
        const attributes = (bits & ~0x400) >>> 0
        expect(judge({ attributes, size, reparseTag: 0, placeholderState: null })).not.toBe('uploaded')
      }),
    )
  })

  it('knows all sixteen cloud tags', () => {
    for (let nibble = 0; nibble < 16; nibble += 1) {
      expect(judge({ reparseTag: (0x9000_001a | (nibble << 12)) >>> 0 })).toBe('uploaded')
    }
  })
})

describe('judgeFormer', () => {
  it.each<[string, Partial<ScanEntry>, string]>([
    ['of a file that is like any other no one can tell', plain, 'untold'],
    ['nor of one that still says it was in sync', {}, 'untold'],
    ['a name that OneDrive does not take tells nothing either', { ...plain, name: 'a?' }, 'untold'],
    ['what never came here cannot be lost from here', { attributes: 0x50_1620 }, 'uploaded'],
    ['what a rule keeps out was kept out', { ...plain, name: 'mail.PST' }, 'excluded-by-policy'],
    ['a file of Windows is of no account', { ...plain, name: 'desktop.ini' }, 'of-no-account'],
  ])('where the account is gone, %s', (_what, change, wanted) => {
    const entry = { ...uploaded, ...change }
    const state = judgeFormer(entry, entry.name, isPst)
    expect(state.kind === 'not-uploaded' ? state.reason : state.kind).toBe(wanted)
  })
})

describe('what an entry is', () => {
  it.each([
    ['a file', 0x20, 0, 'file'],
    ['a folder', 0x10, 0, 'folder'],
    ['a file that OneDrive keeps', 0x420, cloudTag, 'file'],
    ['a folder that OneDrive keeps', 0x410, cloudTag, 'folder'],
    ['a junction', 0x410, 0xa000_0003, 'link'],
    ['a symbolic link', 0x420, 0xa000_000c, 'link'],
    ['a tag of a link without the bit that makes it count', 0x10, 0xa000_000c, 'folder'],
  ] as const)('%s is told by attributes and tag', (_says, attributes, tag, kind) => {
    expect(kindByTag(attributes, tag)).toBe(kind)
  })
})

describe('a look for what is new', () => {
  it.each<[string, Parameters<typeof isOlder>[0], number | undefined, boolean]>([
    ['passes over what was written and made before it', { modifiedAt: 5, createdAt: 10 }, 10, true],
    ['takes what was written since', { modifiedAt: 11, createdAt: 5 }, 10, false],
    ['takes what was copied since and kept its time', { modifiedAt: 5, createdAt: 11 }, 10, false],
    ['passes over what no one knows the times of', { modifiedAt: null, createdAt: null }, 10, true],
    ['takes what was made since, with no other time', { modifiedAt: null, createdAt: 11 }, 10, false],
    ['takes everything where it is the first', { modifiedAt: 5, createdAt: 5 }, undefined, false],
  ])('%s', (_says, entry, since, older) => {
    expect(isOlder(entry, since)).toBe(older)
  })
})
