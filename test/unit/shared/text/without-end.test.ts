import { describe, expect, it } from 'vitest'
import { withoutEnd } from '../../../../shared/text/without-end.ts'

describe('withoutEnd', () => {
  it('takes separators off the end, and no others', () => {
    expect(['C:\\a\\', '/a/b//', 'a', '\\\\'].map((text) => withoutEnd(text))).toEqual([
      'C:\\a',
      '/a/b',
      'a',
      '',
    ])
  })

  it('takes only the characters that are named', () => {
    expect(withoutEnd('a1\\/', '/')).toBe('a1\\')
  })
})
