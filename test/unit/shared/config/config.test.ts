import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import { configJson, contoso } from '../cast.ts'

const parse = (value: unknown) => parseConfig(JSON.stringify(value), 'landfall.json')

function problemsOf(value: unknown): Record<string, string> {
  const result = parse(value)
  return result.kind === 'invalid'
    ? Object.fromEntries(result.problems.map(({ key, reason }) => [key, reason]))
    : {}
}

describe('parseConfig', () => {
  it('takes a whole configuration and adds what is left out', () => {
    const result = parse(configJson())
    expect(result).toMatchObject({
      kind: 'ready',
      config: { graph: { endpoint: 'https://graph.microsoft.com' }, signIn: { timeoutSeconds: 900 } },
    })
  })

  it.each([
    ['global', 'https://login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['us-government', 'https://login.microsoftonline.us', 'https://graph.microsoft.us'],
    ['us-government-dod', 'https://login.microsoftonline.us', 'https://dod-graph.microsoft.us'],
    ['china', 'https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn'],
  ])('takes sign-in and Graph of the cloud %s from its name', (cloud, authority, endpoint) => {
    expect(parse({ ...configJson(), cloud })).toMatchObject({
      kind: 'ready',
      config: { signIn: { authority }, graph: { endpoint, resource: endpoint } },
    })
  })

  it('lets an address of its own win over the cloud’s', () => {
    const json = configJson()
    const own = { signIn: { ...json.signIn, authority: 'https://login.example' }, cloud: 'china' }
    expect(parse({ ...json, ...own })).toMatchObject({
      config: { signIn: { authority: 'https://login.example' } },
    })
  })

  it('refuses a cloud that there is not', () => {
    expect(Object.keys(problemsOf({ ...configJson(), cloud: 'mars' }))).toEqual(['cloud'])
  })

  it('bears the byte order mark of a Windows editor', () => {
    expect(parseConfig(`\ufeff${JSON.stringify(configJson())}`, 'x').kind).toBe('ready')
  })

  it('writes tenant ids in small letters, as they are compared', () => {
    const json = configJson()
    const result = parse({ ...json, source: { ...json.source, tenantId: contoso.toUpperCase() } })
    expect(result.kind === 'ready' && result.config.source.tenantId).toBe(contoso)
  })

  it('names a misspelt key in its place', () => {
    expect(problemsOf({ ...configJson(), plan: { movestate: 'Success' } })).toEqual({
      'plan.movestate': 'is not a known setting',
    })
  })

  it('names every key that is missing', () => {
    const json = { ...configJson(), source: undefined, admin: undefined }
    expect(Object.keys(problemsOf(json))).toEqual(['source', 'admin'])
  })

  it('refuses an address of the endpoint that is not https', () => {
    const json = configJson()
    const problems = problemsOf({ ...json, admin: { ...json.admin, endpoint: 'http://admin.invalid' } })
    expect(problems).toEqual({ 'admin.endpoint': 'must be an https:// address' })
  })

  it('refuses a move from a tenant to itself', () => {
    const json = configJson()
    const problems = problemsOf({ ...json, target: { ...json.target, tenantId: contoso } })
    expect(Object.keys(problems)).toEqual(['target.tenantId'])
  })

  it('says of text that is not JSON that the file is wrong', () => {
    const result = parseConfig('{', 'x')
    expect(result).toMatchObject({ kind: 'invalid', problems: [{ key: '(file)' }] })
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => expectNamedProblems(parseConfig(text, 'x'))))
  })

  it('never throws, whatever the JSON, and every problem names its key', () => {
    fc.assert(fc.property(fc.json(), (text) => expectNamedProblems(parseConfig(text, 'x'))))
  })

  it('never throws when any one value is replaced, and every problem names its key', () => {
    const places = toPlaces(configJson())
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const json: unknown = JSON.parse(JSON.stringify(configJson()))
        replaceAt(json, place, value)
        const result = parse(json)
        expectNamedProblems(result)
        // A value that is refused is refused at its own key or below it.
        if (result.kind === 'invalid') {
          const [problem] = result.problems
          expect(problem?.key.startsWith(place.join('.')) ?? false).toBe(true)
        }
      }),
    )
  })
})

function expectNamedProblems(result: ReturnType<typeof parse>): void {
  if (result.kind !== 'invalid') return
  expect(result.problems.length).toBeGreaterThan(0)
  for (const { key, reason } of result.problems) {
    expect(key).not.toBe('')
    expect(reason).not.toBe('')
  }
}

function toPlaces(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [above]
  const below = Object.entries(value).flatMap(([name, inner]) => toPlaces(inner, [...above, name]))
  return above.length === 0 ? below : [above, ...below]
}

function replaceAt(json: unknown, place: readonly string[], value: unknown): void {
  const [first = '', ...rest] = place
  const object = json as Record<string, unknown>
  if (rest.length === 0) object[first] = value
  else replaceAt(object[first], rest, value)
}
