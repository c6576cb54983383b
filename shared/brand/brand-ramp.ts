import { shallows } from './brand.ts'

/** Fluent's sixteen tones of a colour, from dark to light. */
export type BrandRamp = { readonly [Tone in keyof typeof shallows]: string }

/**
 * Landfall's ramp turned to another colour, `#rrggbb`: its hue and saturation at our own luminance. Contrast by WCAG is a matter of
 * luminance alone, so what could be read stays readable whatever the colour is.
 */
export function toBrandRamp(accent: string): BrandRamp {
  const { hue, saturation } = toHue(parseColour(accent))
  const tones = Object.entries(shallows).map(([tone, colour]) => {
    const wanted = luminanceOf(parseColour(colour))
    let [dark, light] = [0, 1]
    // Twenty halvings are finer than eight bits of colour.
    for (let step = 0; step < 20; step += 1) {
      const middle = (dark + light) / 2
      if (luminanceOf(toRgb(hue, saturation, middle)) < wanted) dark = middle
      else light = middle
    }
    return [tone, formatColour(toRgb(hue, saturation, light))] as const
  })
  return Object.fromEntries(tones) as unknown as BrandRamp
}

/** Red, green and blue from 0 to 1. */
type Rgb = readonly [number, number, number]

/** `#rrggbb`, as the configuration has proven it. */
export function parseColour(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(
    (place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255,
  )
  return [red, green, blue]
}

function formatColour(colour: Rgb): string {
  return `#${colour.map((part) => toByte(part).toString(16).padStart(2, '0')).join('')}`
}

function toByte(part: number): number {
  return Math.round(part * 255)
}

/** Relative luminance (WCAG 2.2), 0 for black and 1 for white. */
export function luminanceOf(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function toHue([red, green, blue]: Rgb): { readonly hue: number; readonly saturation: number } {
  const highest = Math.max(red, green, blue)
  const lowest = Math.min(red, green, blue)
  const range = highest - lowest
  if (range === 0) return { hue: 0, saturation: 0 }
  const saturation = range / (1 - Math.abs(highest + lowest - 1))
  if (highest === red) return { hue: ((green - blue) / range + 6) % 6, saturation }
  if (highest === green) return { hue: (blue - red) / range + 2, saturation }
  return { hue: (red - green) / range + 4, saturation }
}

/** Of hue (0 to 6), saturation and lightness (0 to 1). */
function toRgb(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const part = (offset: number): number => {
    const place = (offset + hue * 2) % 12
    return lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))
  }
  return [part(0), part(8), part(4)]
}
