import { describe, expect, it } from 'vitest'
import { longestName, shorten } from '../../../renderer/shorten.ts'
import { configFileSchema } from '../../../shared/config/config.ts'

describe('shorten', () => {
  it('leaves every name that the configuration takes as it is', () => {
    const { name } = configFileSchema.shape.source.shape
    const longest = 'Ä'.repeat(longestName)
    expect(shorten(longest)).toBe(longest)
    expect(name.safeParse(longest).success).toBe(true)
    expect(name.safeParse(`${longest}.`).success).toBe(false)
  })

  it('ends a longer one with three dots', () => {
    expect(shorten('a'.repeat(400))).toBe(`${'a'.repeat(longestName - 1)}…`)
    expect(shorten('Fabrikam Holding', 10)).toBe('Fabrikam…')
  })

  it('never cuts a letter in two', () => {
    const flag = '🇩🇪'
    expect(shorten(flag.repeat(5), 3)).toBe(`${flag}${flag}…`)
  })
})
