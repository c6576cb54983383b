import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shallows } from '../../../../shared/brand/brand.ts'
import { luminanceOf, parseColour, toBrandRamp } from '../../../../shared/brand/brand-ramp.ts'

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [one, other].map((each) => luminanceOf(parseColour(each))).toSorted()
  return (light + 0.05) / (dark + 0.05)
}

describe('toBrandRamp', () => {
  it('stays readable whatever colour an organisation has', () => {
    const colours = integer({ min: 0, max: 0xffffff })
    assert(
      property(colours, (colour) => {
        const ramp = toBrandRamp(`#${colour.toString(16).padStart(6, '0')}`)
        // Fluent's text and buttons on light, then on dark.
        expect(contrast(ramp[80], '#ffffff')).toBeGreaterThan(4.5)
        expect(contrast(ramp[80], '#fafafa')).toBeGreaterThan(4.5)
        expect(contrast(ramp[70], '#ffffff')).toBeGreaterThan(4.5)
        expect(contrast(ramp[110], '#292929')).toBeGreaterThan(4.5)
      }),
    )
  })

  it('keeps the colour’s hue', () => {
    const [red, green, blue] = parseColour(toBrandRamp('#c00000')[80])
    expect(red).toBeGreaterThan(0.5)
    expect([green, blue]).toEqual([0, 0])
  })

  it('is our own ramp, but for a rounding, for our own colour', () => {
    const ramp = toBrandRamp(shallows[80])
    expect(Math.abs(contrast(ramp[80], '#ffffff') - contrast(shallows[80], '#ffffff'))).toBeLessThan(0.05)
  })
})
