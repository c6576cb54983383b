import { createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components'
import { useMemo, useSyncExternalStore } from 'react'
import type { BrandRamp } from '../shared/brand/brand-ramp.ts'
import { fontFamilyBase, fontFamilyJapanese, shallows } from '../shared/brand/brand.ts'
import type { Language } from '../shared/words/languages.ts'

function toDark(ramp: BrandRamp): Theme {
  return {
    ...createDarkTheme(ramp),
    // The darker brand tones that Fluent takes by default are too faint as text on a dark ground.
    colorBrandForeground1: ramp[110],
    colorBrandForeground2: ramp[120],
  }
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)')

/**
 * Fluent's theme in the system's mode, which it follows while the window is open. It has the organisation's tones where there
 * are some, and the letters of the language.
 */
export function useTheme(branding: BrandRamp | null, language: Language): Theme {
  const isDark = useSyncExternalStore(listen, () => darkness.matches)
  // Every state brings a new object of the same tones.
  const tones = JSON.stringify(branding ?? shallows)
  return useMemo(() => {
    const ramp = JSON.parse(tones) as BrandRamp
    const family = language === 'ja' ? fontFamilyJapanese : fontFamilyBase
    return { ...(isDark ? toDark(ramp) : createLightTheme(ramp)), fontFamilyBase: family }
  }, [isDark, tones, language])
}

function listen(changed: () => void): () => void {
  darkness.addEventListener('change', changed)
  return () => darkness.removeEventListener('change', changed)
}
