/** How a window is looked at: language, colours and size. */
export type Look = {
  readonly name: string
  readonly locale: string
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors?: 'active'
  readonly viewport: { readonly width: number; readonly height: number }
}

/** The window as it opens; CSS pixels. */
export const windowSize = { width: 1040, height: 720 }
export const light: Look = { name: 'light-en', locale: 'en-GB', colorScheme: 'light', viewport: windowSize }
export const dark: Look = { ...light, name: 'dark-en', colorScheme: 'dark' }
export const forced: Look = { ...dark, name: 'forced-en', forcedColors: 'active' }
export const german: Look = { name: 'light-de', locale: 'de-DE', colorScheme: 'light', viewport: windowSize }
export const french: Look = { name: 'light-fr', locale: 'fr-FR', colorScheme: 'light', viewport: windowSize }
export const spanish: Look = { name: 'light-es', locale: 'es-ES', colorScheme: 'light', viewport: windowSize }
export const brazilian: Look = {
  name: 'light-pt-BR',
  locale: 'pt-BR',
  colorScheme: 'light',
  viewport: windowSize,
}
export const japanese: Look = {
  name: 'light-ja',
  locale: 'ja-JP',
  colorScheme: 'light',
  viewport: windowSize,
}
export const arabic: Look = { name: 'dark-ar', locale: 'ar-EG', colorScheme: 'dark', viewport: windowSize }
/** The window as it opens, enlarged to 200 %. */
export const zoomed: Look = { ...german, name: 'zoomed-de', viewport: { width: 520, height: 360 } }
/** As narrow as WCAG has it (1.4.10); CSS pixels. */
export const narrow = { width: 320, height: 640 }
