import { createInstance, type i18n } from 'i18next'
import { loadWords, type Language } from '../../shared/words/words.ts'
import english from './words/en.json' with { type: 'json' }
import type recordingEnglish from './words/recording.en.json'

/** The languages of the console, which are fewer than the app's: admins read it, not everybody. */
export const consoleLanguages = ['en', 'de'] as const
export type ConsoleLanguage = (typeof consoleLanguages)[number]

export type ConsoleSentences = typeof english & typeof recordingEnglish

/** The first of the browser's languages that the console has words for; English otherwise. */
export function chooseConsoleLanguage(preferred: readonly string[]): ConsoleLanguage {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0]
    const known = consoleLanguages.find((language) => language === primary)
    if (known) return known
  }
  return 'en'
}

async function loadConsoleWords(language: ConsoleLanguage): Promise<typeof english> {
  switch (language) {
    case 'en':
      return english
    case 'de':
      return (await import('./words/de.json', { with: { type: 'json' } })).default
  }
}

/** The console's own words and, as `app`, those that people read in the window: what is found has one name. */
export async function createConsoleWords(language: ConsoleLanguage): Promise<i18n> {
  const words = createInstance()
  const appLanguage: Language = language
  const [own, app] = await Promise.all([loadConsoleWords(language), loadWords(appLanguage)])
  await words.init({
    lng: language,
    ns: ['console', 'app'],
    defaultNS: 'console',
    resources: { [language]: { console: own, app } },
    // Codes hold dots and sentences hold colons, so neither may part a key.
    keySeparator: '/',
    nsSeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  })
  return words
}

/** Adds what is said about recordings, which comes when one can be opened and not with the first page. */
export async function addRecordingWords(words: i18n): Promise<void> {
  const isGerman = words.language === 'de'
  const { default: sentences } = await (isGerman
    ? import('./words/recording.de.json', { with: { type: 'json' } })
    : import('./words/recording.en.json', { with: { type: 'json' } }))
  words.addResourceBundle(words.language, 'console', sentences)
}
