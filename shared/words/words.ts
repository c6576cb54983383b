import { languages, type Language } from './languages.ts'
import english from './en.json' with { type: 'json' }

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
      return (await import('./de.json', { with: { type: 'json' } })).default
    case 'ar':
      return (await import('./ar.json', { with: { type: 'json' } })).default
  }
}

/** The same sentences on a Mac, by their place: those that name something of Windows are said otherwise. */
export async function loadMacWords(language: Language): Promise<Words> {
  const [words, { default: onMac }] = await Promise.all([loadWords(language), importMacWords(language)])
  return replaceWords(words, onMac)
}

async function importMacWords(language: Language): Promise<{ default: Readonly<Record<string, string>> }> {
  switch (language) {
    case 'en':
      return await import('./mac/en.json', { with: { type: 'json' } })
    case 'de':
      return await import('./mac/de.json', { with: { type: 'json' } })
    case 'ar':
      return await import('./mac/ar.json', { with: { type: 'json' } })
  }
}

function replaceWords<Group extends object>(
  group: Group,
  others: Readonly<Record<string, string>>,
  place = '',
): Group {
  const entries = Object.entries(group).map(([key, value]: [string, unknown]) => {
    const here = `${place}${key}`
    const isGroup = typeof value === 'object' && value !== null
    return [key, isGroup ? replaceWords(value, others, `${here}/`) : (others[here] ?? value)]
  })
  // Keys and kinds of value are those of the group.
  return Object.fromEntries(entries) as Group
}
