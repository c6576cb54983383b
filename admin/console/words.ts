import { createInstance, type i18n } from 'i18next'
import { findLanguage, type Language } from '../../shared/words/languages.ts'
import { loadWords } from '../../shared/words/words.ts'
import english from './words/en.json' with { type: 'json' }
import type recordingEnglish from './words/recording.en.json'

/** The languages of the console, which are fewer than the app's: admins read it, not everybody. */
export const consoleLanguages = ['en', 'de', 'fr', 'es'] as const satisfies readonly Language[]
export type ConsoleLanguage = (typeof consoleLanguages)[number]

export type ConsoleSentences = typeof english & typeof recordingEnglish

type Load<Loaded> = () => Promise<{ readonly default: Loaded }>

/** One line for each language: a bundler has to see the name of each file. */
const wordFiles: Readonly<Record<ConsoleLanguage, Load<typeof english>>> = {
  en: () => Promise.resolve({ default: english }),
  de: () => import('./words/de.json', { with: { type: 'json' } }),
  fr: () => import('./words/fr.json', { with: { type: 'json' } }),
  es: () => import('./words/es.json', { with: { type: 'json' } }),
}

const recordingFiles: Readonly<Record<ConsoleLanguage, Load<typeof recordingEnglish>>> = {
  en: () => import('./words/recording.en.json', { with: { type: 'json' } }),
  de: () => import('./words/recording.de.json', { with: { type: 'json' } }),
  fr: () => import('./words/recording.fr.json', { with: { type: 'json' } }),
  es: () => import('./words/recording.es.json', { with: { type: 'json' } }),
}

/** The first of the browser's languages that the console has words for; English otherwise. */
export function chooseConsoleLanguage(preferred: readonly string[]): ConsoleLanguage {
  return findLanguage(consoleLanguages, preferred) ?? 'en'
}

/** The console's own words and, as `app`, those that people read in the window: what is found has one name. */
export async function createConsoleWords(language: ConsoleLanguage): Promise<i18n> {
  const words = createInstance()
  const [{ default: own }, app] = await Promise.all([wordFiles[language](), loadWords(language)])
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
  const { default: sentences } = await recordingFiles[chooseConsoleLanguage([words.language])]()
  words.addResourceBundle(words.language, 'console', sentences)
}
