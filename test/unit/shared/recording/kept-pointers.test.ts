import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointerPlaces } from '../../../../shared/facts/pointers.ts'
import { parseKeptPointers, writeKeptPointers } from '../../../../shared/recording/kept-pointers.ts'
import { contoso, read, unreadable } from '../cast.ts'

const counts = fc.record({ read: fc.nat(), unread: fc.nat(), cloudOnly: fc.nat(), found: fc.nat() })
const facts = fc.record({
  places: fc.dictionary(fc.constantFrom(...pointerPlaces), counts),
  stopped: fc.boolean(),
})

describe('the counts of a look for old links', () => {
  it('come back as they were kept', () => {
    fc.assert(
      fc.property(facts, (value) => {
        const text = writeKeptPointers({ tenantId: contoso, reading: read(value) })
        expect(parseKeptPointers(text ?? '')).toMatchObject({
          tenantId: contoso,
          reading: { kind: 'read', value },
        })
      }),
    )
  })

  it('are kept by their fields: a path that somebody adds stays out', () => {
    const counted = { read: 1, unread: 0, cloudOnly: 0, found: 1, path: 'C:\\Users\\amy\\secret.docx' }
    const value = { places: { desktop: counted }, stopped: false, names: ['secret'] }
    const text = writeKeptPointers({ tenantId: contoso, reading: read(value) })
    expect(text).toContain('"found": 1')
    expect(text).not.toContain('secret')
  })

  it.each(['', '{', '[]', '{"formatVersion":2}', '{"formatVersion":1,"tenantId":"x","places":{}}'])(
    'are none in %j',
    (text) => {
      expect(parseKeptPointers(text)).toBeNull()
    },
  )

  it('are not kept where nothing was read', () => {
    expect(writeKeptPointers({ tenantId: contoso, reading: unreadable() })).toBeNull()
  })
})
