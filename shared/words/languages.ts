/** What there are words for; see shared/words/. A region is named where the words are those of one region. */
export const languages = ['en', 'de', 'fr', 'es', 'pt-BR', 'ja', 'ar'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name: a person finds theirs in a window that they cannot read. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  'pt-BR': 'Português (Brasil)',
  ja: '日本語',
  ar: 'العربية',
}

/** The language of a tag such as `pt-BR`, without script and region (RFC 5646, 2.1). */
export const primaryOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** The first of `known` that is a preferred language, whatever its region; null if there is none. */
export function findLanguage<Known extends string>(
  known: readonly Known[],
  preferred: readonly string[],
): Known | null {
  for (const tag of preferred) {
    const found = known.find((language) => primaryOf(language) === primaryOf(tag))
    if (found !== undefined) return found
  }
  return null
}

/**
 * How the person writes times and numbers in this language: `en-GB` and `en-US` differ, their words do not. Arabic has the digits 0 to 9
 * everywhere: sentences, codes and phone numbers have them, and a screen with two kinds of digits is hard to read.
 */
export function findLocale(language: string, preferred: readonly string[]): string {
  const locale = findLanguage(preferred, [language]) ?? language
  return primaryOf(locale) === 'ar' ? new Intl.Locale(locale, { numberingSystem: 'latn' }).toString() : locale
}
