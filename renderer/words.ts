import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './words/en.json' with { type: 'json' }

export const languages = ['en', 'de', 'ar'] as const
export type Language = (typeof languages)[number]
export type Direction = 'ltr' | 'rtl'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    keySeparator: '/'
    nsSeparator: false
    resources: { translation: typeof en }
  }
}

/** The first of the system's languages that there are words for; English otherwise. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0]
    const known = languages.find((language) => language === primary)
    if (known) return known
  }
  return 'en'
}

export function directionOf(language: Language): Direction {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** The words of one language. English comes with the page, the others are loaded when they are needed. */
export async function createWords(language: Language): Promise<i18n> {
  const words = createInstance().use(initReactI18next)
  await words.init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, ...(language !== 'en' && (await loadWords(language))) },
    // Codes hold dots and sentences hold colons, so neither may part a key.
    keySeparator: '/',
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  })
  return words
}

async function loadWords(language: Exclude<Language, 'en'>) {
  switch (language) {
    case 'de':
      return { de: { translation: (await import('./words/de.json', { with: { type: 'json' } })).default } }
    case 'ar':
      return { ar: { translation: (await import('./words/ar.json', { with: { type: 'json' } })).default } }
  }
}
