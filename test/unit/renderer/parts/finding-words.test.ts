import { describe, expect, it } from 'vitest'
import { toWordKeys } from '../../../../renderer/parts/finding-words.ts'

describe('the words about links to notebooks', () => {
  const meaning = (evidence: { notebooks?: string }): string =>
    toWordKeys({ code: 'files.notebook-links', evidence }).meaning

  it('say what the new OneDrive has, and nothing of it where that is not known of each', () => {
    expect(meaning({ notebooks: 'found' })).toBe('notebooks/found-meaning')
    expect(meaning({ notebooks: 'some' })).toBe('findings/files.notebook-links/meaning')
    expect(meaning({})).toBe('findings/files.notebook-links/meaning')
  })
})
