import { describe, expect, it } from 'vitest'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { chooseRequest, parseKeptScan, type KeptScan } from '../../../../shared/recording/kept-scan.ts'
import { contoso, readAt, entryOf } from '../cast.ts'

const old = { folder: 'C:\\Users\\amy\\OneDrive - Contoso', urlLength: 50 }
const library = { folder: 'C:\\Users\\amy\\Contoso\\Team', urlLength: 50 }
const known: KeptScan = {
  tenantId: contoso,
  roots: [old, library],
  reading: { kind: 'read', value: createScanTally(true).result(), source: 'x', readAt },
}
const later = { roots: [old, library], ignoredNames: [], since: Date.parse(readAt) }

describe('a look for what was saved later', () => {
  it('goes through the old folders where the new OneDrive lies apart', () => {
    expect(chooseRequest(null, known, true, 'C:\\Users\\amy\\OneDrive - Contoso GmbH')).toEqual(later)
    expect(chooseRequest(null, known, true, null)).toEqual(later)
  })

  it('never takes the new OneDrive for the old folder: the same, or one that holds it', () => {
    expect(chooseRequest(null, known, true, old.folder.toUpperCase())).toEqual({ ...later, roots: [library] })
    expect(chooseRequest(null, known, true, 'C:\\Users\\amy')).toBeNull()
  })

  it('passes over the new OneDrive where it lies in the old folder', () => {
    const inside = `${old.folder}\\OneDrive - Fabrikam`
    expect(chooseRequest(null, known, true, inside)).toEqual({ ...later, except: [inside] })
  })

  it('keeps to what the organisation excludes, as the look before it did', () => {
    const exclusions = { ignoredNames: ['*.pst'], ignoredFolders: ['node_modules'] }
    expect(chooseRequest(null, known, true, null, exclusions)).toEqual({ ...later, ...exclusions })
  })
})

describe('a look that is kept', () => {
  const former = { roots: [old], ignoredNames: [], isFormer: true } as const
  const seen = {
    ...known,
    reading: { ...known.reading, value: { ...createScanTally(false).result(), files: 0 } },
  } as KeptScan

  it('counts for the folders that it went through, and for none that is known since', () => {
    expect(chooseRequest(former, seen, false)).toBeNull()
    const more = { ...former, roots: [old, { folder: 'C:\\Users\\amy\\Contoso\\Sales', urlLength: 50 }] }
    expect(chooseRequest(more, seen, false)).toEqual(more)
    expect(chooseRequest(more, { ...seen, roots: [] }, false)).toBeNull()
  })

  const withUntold = (roots: KeptScan['roots']): KeptScan => {
    const tally = createScanTally(true)
    tally.file({ kind: 'not-uploaded', reason: 'untold' }, entryOf(3))
    return { ...known, roots, reading: { kind: 'read', value: tally.result(), source: 'x', readAt } }
  }

  it('is understood as it was kept before notebooks had a reason of their own, and not without another reason', () => {
    const text = JSON.stringify(known)
    const older = text.replace(/,"notebook":\{[^}]*\}/, '')
    expect(older).not.toBe(text)
    expect(parseKeptScan(older)).toEqual(known)
    expect(parseKeptScan(older.replace(/"absent":\{[^}]*\},/, ''))).toBeNull()
  })

  it('counts where the old account was linked, also beside files that no one could tell of', () => {
    const mixed = withUntold([old, { ...library, isFormer: true }])
    expect(chooseRequest(former, mixed, false)).toBeNull()
    expect(parseKeptScan(JSON.stringify(mixed))).toEqual(mixed)
    expect(chooseRequest(null, mixed, true)).toEqual(later)
  })

  it('does not count where no one could tell of any of its folders', () => {
    expect(chooseRequest(former, withUntold([old, library]), false)).toEqual(former)
    const lost = [{ ...old, isFormer: true as const }]
    expect(chooseRequest(former, withUntold(lost), false)).toEqual(former)
  })
})
