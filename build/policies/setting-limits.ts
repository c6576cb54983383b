import type { DescribedSetting } from './describe-settings.ts'
import englishLimits from './words/limits.en-US.json' with { type: 'json' }

/** How one language says what a setting takes. Names in double braces are put in. */
export type LimitWords = typeof englishLimits

export const english: LimitWords = englishLimits

/** What a setting takes and what it is where it is left out, in one sentence or two. */
export function toLimits(setting: DescribedSetting, words: LimitWords): string {
  const { kind, choices, minimum, maximum, longest, isOptional, initial, mostEntries } = setting
  const takes = fill(words[kind], {
    longest,
    minimum: minimum ?? 0,
    maximum: maximum ?? words.any,
    choices: choices.join(', '),
    mostEntries,
  })
  const isUnset = initial === undefined || (Array.isArray(initial) && initial.length === 0)
  const value = isUnset ? words.unset : toDefault(initial, words)
  const end = isOptional ? fill(words.default, { value }) : words.required
  return `${takes}${words.between}${end}`
}

function toDefault(value: unknown, words: LimitWords): string {
  return typeof value === 'boolean' ? (value ? words.on : words.off) : String(value)
}

/** Puts the values into their places. Throws where a place has none: the templates are not written then. */
export function fill(sentence: string, values: Readonly<Record<string, string | number | null>>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined || value === null) throw new Error(`${sentence}: no ${name}`)
    return String(value)
  })
}
