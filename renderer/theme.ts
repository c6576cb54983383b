import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components'
import { useSyncExternalStore } from 'react'

// Fluent's own ramp turned to the colour of shallow water; lightness is kept, so contrast is too.
const shallows: BrandVariants = {
  10: '#001a1d',
  20: '#00272b',
  30: '#003338',
  40: '#014146',
  50: '#024e55',
  60: '#045d65',
  70: '#036972',
  80: '#087983',
  90: '#0695a1',
  100: '#0daebc',
  110: '#05bccb',
  120: '#41c6d4',
  130: '#76d2dd',
  140: '#a2dee5',
  150: '#c5e9ed',
  160: '#e7f5f7',
}

const fontFamilyBase = "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, sans-serif"

const light: Theme = { ...createLightTheme(shallows), fontFamilyBase }
const dark: Theme = {
  ...createDarkTheme(shallows),
  fontFamilyBase,
  // The darker brand tones that Fluent takes by default are too faint as text on a dark ground.
  colorBrandForeground1: shallows[110],
  colorBrandForeground2: shallows[120],
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)')

/** Fluent's theme in the system's mode; follows it while the window is open. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, () => darkness.matches) ? dark : light
}

function listen(changed: () => void): () => void {
  darkness.addEventListener('change', changed)
  return () => darkness.removeEventListener('change', changed)
}
