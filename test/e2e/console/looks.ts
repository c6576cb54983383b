import english from '../../../admin/console/words/en.json' with { type: 'json' }
import french from '../../../admin/console/words/fr.json' with { type: 'json' }
import german from '../../../admin/console/words/de.json' with { type: 'json' }
import spanish from '../../../admin/console/words/es.json' with { type: 'json' }

const wide = { width: 1280, height: 900 }
const narrow = { width: 320, height: 700 }

/** How a page of the console is looked at: language, colours and size. */
export const looks = {
  light: { name: 'light-en', locale: 'en-GB', colorScheme: 'light', viewport: wide },
  german: { name: 'dark-de', locale: 'de-DE', colorScheme: 'dark', viewport: wide },
  french: { name: 'light-fr', locale: 'fr-FR', colorScheme: 'light', viewport: wide },
  spanish: { name: 'narrow-es', locale: 'es-ES', colorScheme: 'light', viewport: narrow },
  narrow: { name: 'narrow-de', locale: 'de-DE', colorScheme: 'light', viewport: narrow },
  narrowDark: { name: 'narrow-dark-de', locale: 'de-DE', colorScheme: 'dark', viewport: narrow },
  zoomed: {
    name: 'zoomed-en',
    locale: 'en-GB',
    colorScheme: 'dark',
    viewport: { width: 640, height: 450 },
  },
  forced: {
    name: 'forced-en',
    locale: 'en-GB',
    colorScheme: 'dark',
    forcedColors: 'active',
    viewport: wide,
  },
} as const

/** What a page with a list or a chart of its own is looked at in. */
export const looksOfPage = [
  looks.light,
  looks.german,
  looks.french,
  looks.spanish,
  looks.narrowDark,
  looks.forced,
] as const

/** The console's own words, by the language of a look. */
export const wordsOf = { 'en-GB': english, 'de-DE': german, 'fr-FR': french, 'es-ES': spanish }
