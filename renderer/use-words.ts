import type { ParseKeys } from 'i18next'
import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppState } from '../shared/window/state.ts'
import { findLocale } from '../shared/words/languages.ts'
import type { Language } from '../shared/words/words.ts'
import { shorten } from './shorten.ts'

export type WordKey = ParseKeys

export type Words = {
  readonly say: (key: WordKey, values?: Readonly<Record<string, string | number>>) => string
  /** `09:14`, in the person's own time and habit. */
  readonly toTime: (iso: string) => string
  /** Day and time. */
  readonly toMoment: (iso: string) => string
  /** `one, two and three`. */
  readonly toList: (texts: readonly string[]) => string
  /** `12,345`, as the person's language writes it. */
  readonly toNumber: (value: number) => string
  /** `4 minutes`; below a minute in seconds. */
  readonly toDuration: (seconds: number) => string
  /** `48 kB`: in steps of 1,024, as the file manager counts. */
  readonly toBytes: (bytes: number) => string
  /** `20 Nov 2026`, of milliseconds since 1970. */
  readonly toDay: (milliseconds: number) => string
}

/** What every sentence may name: both organisations and whom to ask. */
export type Names = { readonly source: string; readonly target: string; readonly support: string | null }

export const NamesContext = createContext<{ names: Names; language: Language }>({
  names: { source: '', target: '', support: null },
  language: 'en',
})

export function toNames({ configuration }: AppState): Names {
  if (configuration.kind === 'refused') return { source: '', target: '', support: null }
  const { source, target, support } = configuration
  return {
    source: shorten(source.name),
    target: shorten(target.name),
    support: support.name === null ? null : shorten(support.name),
  }
}

/** The person's language: sentences with the names already in them, and times. */
export function useWords(): Words {
  const { t } = useTranslation()
  const { names, language } = useContext(NamesContext)
  // Latin names inside Arabic keep their own direction, and so does the punctuation round them.
  const keep = (text: string): string => (language === 'ar' ? `\u2068${text}\u2069` : text)
  const known = {
    source: keep(names.source),
    target: keep(names.target),
    support: names.support === null ? t('support/unnamed') : keep(names.support),
  }
  const locale = findLocale(language, navigator.languages)
  return {
    say: (key, values) => t(key, { ...known, ...values }),
    toList: (texts) => new Intl.ListFormat(locale).format(texts),
    toNumber: (value) => new Intl.NumberFormat(locale).format(value),
    toTime: (iso) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(iso)),
    toMoment: (iso) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso)),
    toBytes: (bytes) => toBytes(bytes, locale),
    toDay: (milliseconds) => formatOf(locale).day.format(milliseconds),
    toDuration: (seconds) => {
      const unit = seconds >= 60 ? 'minute' : 'second'
      const value = unit === 'minute' ? Math.ceil(seconds / 60) : Math.max(0, Math.round(seconds))
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
    },
  }
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

function toBytes(bytes: number, locale: string): string {
  const power = bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10)
  const place = Math.min(byteUnits.length - 1, power)
  return formatOf(locale).bytes[place]?.format(bytes / 1024 ** place) ?? String(bytes)
}

type Formats = { readonly day: Intl.DateTimeFormat; readonly bytes: readonly Intl.NumberFormat[] }

// A list that is scrolled formats hundreds of them, and making one takes longer than using it.
const formats = new Map<string, Formats>()

function formatOf(locale: string): Formats {
  const known = formats.get(locale)
  if (known !== undefined) return known
  const made: Formats = {
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
    bytes: byteUnits.map(
      (unit, place) =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: place === 0 ? 'long' : 'short',
          maximumFractionDigits: place > 1 ? 1 : 0,
        }),
    ),
  }
  formats.set(locale, made)
  return made
}
