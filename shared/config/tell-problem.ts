import type { z } from 'zod'

/**
 * One thing wrong with a configuration: the key in dotted form (`target.tenantId`) and the reason. `path` is where the
 * value is, where that is not the file.
 */
export type ConfigProblem = { readonly key: string; readonly reason: string; readonly path?: string }

/** What a setting can be, as people say it. Zod's own names are those of a programming language. */
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list: [ … ]',
  object: 'a group of settings: { … }',
  record: 'a group of settings: { … }',
}

const formats: Readonly<Record<string, string>> = {
  guid: 'a GUID like 11111111-1111-4111-8111-111111111111',
  url: 'an address like https://example.com',
}

/**
 * Says what is wrong with a setting, for the person who wrote it: that it is missing, or what it must be. Undefined where a
 * schema has words of its own, or Zod's are plain enough. To be given as `error` to `safeParse`.
 */
export const tellProblem: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      if (issue.input === undefined) return 'is missing'
      return issue.code === 'invalid_type' ? `must be ${kinds[issue.expected] ?? issue.expected}` : undefined
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${issue.values.map(String).join(' or ')}`
    case 'invalid_format': {
      const format = formats[issue.format]
      return format === undefined ? undefined : `must be ${format}`
    }
    case 'unrecognized_keys':
      return `has what is not a setting: ${issue.keys.join(', ')}`
    case 'too_small':
      return tellSize('at least', issue.minimum, issue.origin)
    case 'too_big':
      return tellSize('at most', issue.maximum, issue.origin)
    default:
      return undefined
  }
}

function tellSize(side: 'at least' | 'at most', size: number | bigint, origin: string): string {
  const isOne = Number(size) === 1
  if (origin === 'string') return `must have ${side} ${size} ${isOne ? 'character' : 'characters'}`
  if (origin === 'array') return `must have ${side} ${size} ${isOne ? 'entry' : 'entries'}`
  return `must be ${side} ${size}`
}
