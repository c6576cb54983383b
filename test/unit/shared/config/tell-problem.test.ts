import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tellProblem } from '../../../../shared/config/tell-problem.ts'

const schema = z.strictObject({
  name: z.string(),
  port: z.int(),
  isOpen: z.boolean(),
  hosts: z.array(z.string()),
  level: z.enum(['low', 'high']),
  limits: z.strictObject({ most: z.number() }),
  id: z.guid(),
  address: z.url(),
  host: z.union([z.string(), z.array(z.string())]),
  line: z.string().regex(/^\S+$/, 'must have no blanks'),
})

const tell = (value: unknown): Record<string, string> => {
  const { error } = schema.safeParse(value, { error: tellProblem })
  return Object.fromEntries(error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [])
}

describe('what is wrong with a setting', () => {
  it('is that it is missing, whatever it should have been', () => {
    expect(new Set(Object.values(tell({})))).toEqual(new Set(['is missing']))
    expect(Object.keys(tell({}))).toEqual(Object.keys(schema.shape))
  })

  it('is said by what it must be, without the words of a programming language', () => {
    const wrong = {
      name: 3,
      port: 'x',
      isOpen: 'yes',
      hosts: 'x',
      level: 'middle',
      limits: [],
      id: 'x',
      address: 'x',
      host: 'x',
      line: 'a b',
    }
    expect(tell(wrong)).toEqual({
      name: 'must be a text',
      port: 'must be a number',
      isOpen: 'must be true or false',
      hosts: 'must be a list: [ … ]',
      level: 'must be low or high',
      limits: 'must be a group of settings: { … }',
      id: 'must be a GUID like 11111111-1111-4111-8111-111111111111',
      address: 'must be an address like https://example.com',
      line: 'must have no blanks',
    })
  })

  it('is said by how much it may be', () => {
    const sizes = z.object({
      few: z.number().min(10),
      many: z.int().max(3),
      name: z.string().min(1),
      list: z.array(z.int()).max(1),
    })
    const { error } = sizes.safeParse({ few: 9, many: 4, name: '', list: [1, 2] }, { error: tellProblem })
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'must be at least 10',
      'must be at most 3',
      'must have at least 1 character',
      'must have at most 1 entry',
    ])
  })

  it('names what is not a setting', () => {
    expect(tell({ ...{ limits: { most: 1, least: 0 } } })['limits']).toBe('has what is not a setting: least')
  })
})
