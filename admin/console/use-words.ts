import type { i18n } from 'i18next'
import { createContext, useContext, useMemo } from 'react'
import type { StepId } from '../../shared/findings/vocabulary.ts'
import { isFindingCode } from '../../shared/findings/vocabulary.ts'
import { findLocale } from '../../shared/words/languages.ts'
import type { ConsoleSentences } from './words.ts'
import english from './words/en.json' with { type: 'json' }

type FixCode = keyof ConsoleSentences['fix']
type TitleCode = keyof ConsoleSentences['title']
type ReasonCode = keyof ConsoleSentences['reason']

type Leaf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}/${Leaf<Tree[Key]>}`
}[keyof Tree & string]
type WithoutPlural<Key> = Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key

/** The place of a sentence; where there is one for one and one for many, the place without the ending. */
export type WordKey = WithoutPlural<Leaf<ConsoleSentences>>

export type Values = Readonly<Record<string, string | number>>

/** Both organisations as people call them; null where the configuration has no name. */
export type Names = { readonly source: string | null; readonly target: string | null }
export const unnamed: Names = { source: null, target: null }

export type Words = {
  readonly say: (key: WordKey, values?: Values) => string
  /** What the window says about a finding; of a newer app's finding only the code is known. */
  readonly sayFinding: (code: string, part: 'title' | 'meaning' | 'action') => string
  /** What a finding is called among admins and the helpdesk; of a newer app's finding only the code is known. */
  readonly sayTitle: (code: string) => string
  /** What an admin does about it; null where somebody else has to act. */
  readonly sayFix: (code: string) => string | null
  /** Why a row or a file was not taken; null for a newer endpoint's reason. */
  readonly sayReason: (code: string, values: Values) => string | null
  readonly sayStep: (step: StepId | 'report') => string
  readonly toNumber: (value: number) => string
  readonly toPercent: (share: number) => string
  readonly toDay: (iso: string) => string
  readonly toMoment: (iso: string) => string
  /** `one, two and three`, as the language joins them. */
  readonly toList: (parts: readonly string[]) => string
  /** `3 hours ago`, `in 12 days`. */
  readonly toDistance: (iso: string, now: number) => string
}

export const WordsContext = createContext<{ words: i18n; names: Names } | null>(null)

/** The person's language: sentences, numbers and times. */
export function useWords(): Words {
  const context = useContext(WordsContext)
  if (context === null) throw new Error('there are no words here')
  const { words, names } = context
  return useMemo(() => createWordsOf(words, names), [words, names])
}

/** The names of both organisations, as far as the configuration has them. */
export function useNames(): Names {
  return useContext(WordsContext)?.names ?? unnamed
}

/** Sentences, numbers and times of one language. */
export function createWordsOf(words: i18n, names: Names): Words {
  const { language } = words
  const locale = findLocale(language, navigator.languages)
  const say: Words['say'] = (key, values) => {
    const { count } = values ?? {}
    // i18next chooses by the number; people read it as their language writes it.
    const shown = typeof count === 'number' ? { number: new Intl.NumberFormat(locale).format(count) } : {}
    return words.t(key, { ...shown, ...values })
  }
  const known = {
    source: names.source ?? say('names/source'),
    target: names.target ?? say('names/target'),
    // In a mail to people, who have never heard of a target.
    home: names.target ?? say('names/home'),
    support: say('names/support'),
  }
  const fromApp = (key: string): string => words.t(key, { ns: 'app', ...known })
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const distance = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    say: (key, values) => say(key, { ...known, ...values }),
    sayFinding: (code, part) => {
      if (isFindingCode(code)) return fromApp(`findings/${code}/${part}`)
      return part === 'title' ? code : say('findings/newer')
    },
    sayTitle: (code) => (isFindingCode(code) ? say(`title/${code satisfies TitleCode}`, known) : code),
    sayFix: (code) => (Object.hasOwn(english.fix, code) ? say(`fix/${code as FixCode}`, known) : null),
    sayReason: (code, values) =>
      Object.hasOwn(english.reason, code) ? say(`reason/${code as ReasonCode}`, values) : null,
    sayStep: (step) => fromApp(`step/${step}/name`),
    toNumber: (value) => number.format(value),
    toPercent: (share) => percent.format(share),
    toDay: (iso) => day.format(new Date(iso)),
    toMoment: (iso) => moment.format(new Date(iso)),
    toList: (parts) => list.format(parts),
    toDistance: (iso, now) => {
      const seconds = (Date.parse(iso) - now) / 1000
      const [size, unit] = distanceUnits.find(([least]) => Math.abs(seconds) >= least) ?? [60, 'minute']
      return distance.format(Math.round(seconds / size), unit)
    },
  }
}

const distanceUnits: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
]
