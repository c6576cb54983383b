import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isIntact } from '../../../build/bootstrap/npm-packages.mjs'

const bytes = Buffer.from('a package')
const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`

describe('isIntact', () => {
  it('knows the bytes again', () => {
    expect(isIntact(bytes, integrity)).toBe(true)
  })

  it('refuses one changed byte, another algorithm and an empty hash', () => {
    expect(isIntact(Buffer.from('a packagf'), integrity)).toBe(false)
    expect(isIntact(bytes, integrity.replace('sha512', 'sha1'))).toBe(false)
    expect(isIntact(bytes, '')).toBe(false)
  })
})
