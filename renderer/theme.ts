import { createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components'
import { useMemo, useSyncExternalStore } from 'react'
import type { BrandRamp } from '../shared/brand/brand-ramp.ts'
import { fontFamilyBase, shallows } from '../shared/brand/brand.ts'

function toLight(ramp: BrandRamp): Theme {
  return { ...createLightTheme(ramp), fontFamilyBase }
}

function toDark(ramp: BrandRamp): Theme {
  return {
    ...createDarkTheme(ramp),
    fontFamilyBase,
    // The darker brand tones that Fluent takes by default are too faint as text on a dark ground.
    colorBrandForeground1: ramp[110],
    colorBrandForeground2: ramp[120],
  }
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)')

/** Fluent's theme in the system's mode, which it follows while the window is open; in the organisation's tones where it has some. */
export function useTheme(branding: BrandRamp | null): Theme {
  const isDark = useSyncExternalStore(listen, () => darkness.matches)
  // Every state brings a new object of the same tones.
  const tones = JSON.stringify(branding ?? shallows)
  return useMemo(() => {
    const ramp = JSON.parse(tones) as BrandRamp
    return isDark ? toDark(ramp) : toLight(ramp)
  }, [isDark, tones])
}

function listen(changed: () => void): () => void {
  darkness.addEventListener('change', changed)
  return () => darkness.removeEventListener('change', changed)
}
