import { createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components'
import { useSyncExternalStore } from 'react'
import { fontFamilyBase, shallows } from '../../shared/brand/brand.ts'

const light: Theme = { ...createLightTheme(shallows), fontFamilyBase }
const dark: Theme = {
  ...createDarkTheme(shallows),
  fontFamilyBase,
  // The darker brand tones that Fluent takes by default are too faint as text on a dark ground.
  colorBrandForeground1: shallows[110],
  colorBrandForeground2: shallows[120],
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)')

/** Fluent's theme in the system's mode; follows it while the page is open. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, () => darkness.matches) ? dark : light
}

function listen(changed: () => void): () => void {
  darkness.addEventListener('change', changed)
  return () => darkness.removeEventListener('change', changed)
}
