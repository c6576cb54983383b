import type english from './en.json'
import { findLanguage, languages, type Language } from './languages.ts'

export type TextDirection = 'ltr' | 'rtl'

export { languages, type Language }

/** Every sentence that Landfall says, by its place. English is the measure; a test compares the others. */
export type Words = typeof english

type MacWords = Readonly<Record<string, string>>

type Load<Loaded> = () => Promise<{ readonly default: Loaded }>

/** One line for each language: a bundler has to see the name of each file. */
const wordFiles: Readonly<Record<Language, Load<Words>>> = {
  en: () => import('./en.json', { with: { type: 'json' } }),
  de: () => import('./de.json', { with: { type: 'json' } }),
  fr: () => import('./fr.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
  ar: () => import('./ar.json', { with: { type: 'json' } }),
  'pt-BR': () => import('./pt-BR.json', { with: { type: 'json' } }),
  ja: () => import('./ja.json', { with: { type: 'json' } }),
}

const macWordFiles: Readonly<Record<Language, Load<MacWords>>> = {
  en: () => import('./mac/en.json', { with: { type: 'json' } }),
  de: () => import('./mac/de.json', { with: { type: 'json' } }),
  fr: () => import('./mac/fr.json', { with: { type: 'json' } }),
  es: () => import('./mac/es.json', { with: { type: 'json' } }),
  ar: () => import('./mac/ar.json', { with: { type: 'json' } }),
  'pt-BR': () => import('./mac/pt-BR.json', { with: { type: 'json' } }),
  ja: () => import('./mac/ja.json', { with: { type: 'json' } }),
}

/** The first of the system's languages that there are words for; English otherwise. */
export function chooseLanguage(preferred: readonly string[]): Language {
  return findLanguage(languages, preferred) ?? 'en'
}

/** What the person has chosen; otherwise what the organisation has set; otherwise the system's language. */
export function decideLanguage(
  chosen: Language | null,
  organisation: Language | null | undefined,
  preferred: readonly string[],
): Language {
  return chosen ?? organisation ?? chooseLanguage(preferred)
}

export function textDirectionOf(language: Language): TextDirection {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** The words of one language, loaded when they are needed: each language has every sentence. */
export async function loadWords(language: Language): Promise<Words> {
  return (await wordFiles[language]()).default
}

/** The same sentences on a Mac, by their place: those that name something of Windows are said otherwise. */
export async function loadMacWords(language: Language): Promise<Words> {
  const [words, { default: onMac }] = await Promise.all([loadWords(language), macWordFiles[language]()])
  return replaceWords(words, onMac)
}

function replaceWords<Group extends object>(group: Group, others: MacWords, place = ''): Group {
  const entries = Object.entries(group).map(([key, value]: [string, unknown]) => {
    const here = `${place}${key}`
    const isGroup = typeof value === 'object' && value !== null
    return [key, isGroup ? replaceWords(value, others, `${here}/`) : (others[here] ?? value)]
  })
  // Keys and kinds of value are those of the group.
  return Object.fromEntries(entries) as Group
}
