import { languages, type Language } from './languages.ts'
import english from './words/en.json' with { type: 'json' }

export type TextDirection = 'ltr' | 'rtl'

export { english, languages, type Language }

/** Every sentence that Landfall says, by its place. English is the measure; a test compares the others. */
export type Words = typeof english

/** The first of the system's languages that there are words for; English otherwise. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0]
    const known = languages.find((language) => language === primary)
    if (known) return known
  }
  return 'en'
}

export function textDirectionOf(language: Language): TextDirection {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** The words of one language. English is always there, the others are loaded when they are needed. */
export async function loadWords(language: Language): Promise<Words> {
  switch (language) {
    case 'en':
      return english
    case 'de':
      return (await import('./words/de.json', { with: { type: 'json' } })).default
    case 'ar':
      return (await import('./words/ar.json', { with: { type: 'json' } })).default
  }
}
