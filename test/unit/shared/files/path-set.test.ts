import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMarker, createPathSet } from '../../../../shared/files/path-set.ts'

describe('a set of paths', () => {
  it('has what was added, and nothing else, also when it comes back from the disk', () => {
    const path = fc.tuple(fc.string({ maxLength: 40 }), fc.string({ minLength: 1, maxLength: 40 }))
    fc.assert(
      fc.property(fc.uniqueArray(path, { selector: ([a, b]) => `${a}\\${b}`, maxLength: 60 }), (paths) => {
        const [in_, out] = [paths.slice(0, paths.length / 2), paths.slice(paths.length / 2)]
        const mark = ([folder, name]: [string, string]): number => createMarker(folder)(name)
        const set = createPathSet()
        for (const one of in_) set.add(mark(one))
        const again = createPathSet(set.marks())
        expect(again.count()).toBe(in_.length)
        expect(in_.every((one) => again.has(mark(one)))).toBe(true)
        expect(out.some((one) => again.has(mark(one)))).toBe(false)
      }),
    )
  })

  it('tells half a million paths apart that differ in little, and letter case too', () => {
    const set = createPathSet()
    for (let folder = 0; folder < 500; folder += 1) {
      const mark = createMarker(`C:\\Users\\amy\\OneDrive - Contoso\\project ${folder}`)
      for (let file = 0; file < 1_000; file += 1) set.add(mark(`IMG_${file}.jpg`))
    }
    expect(set.count()).toBe(500_000)
    const mark = createMarker('C:\\Users\\amy\\OneDrive - Contoso\\project 7')
    expect([set.has(mark('IMG_7.jpg')), set.has(mark('img_7.jpg')), set.has(mark('IMG_1000.jpg'))]).toEqual([
      true,
      false,
      false,
    ])
  })
})
