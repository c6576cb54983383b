import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig, type ConfigResult } from '../../../../shared/config/parse-config.ts'
import type { ManagedLayer, ManagedValue } from '../../../../shared/config/managed-settings.ts'
import { configJson } from '../cast.ts'

const layer = (place: string, values: Record<string, ManagedValue>): ManagedLayer => ({
  place,
  values: new Map(Object.entries(values)),
})

function compose(file: object, ...layers: readonly ManagedLayer[]): ConfigResult {
  return parseConfig(JSON.stringify(file), 'landfall.json', layers)
}

function ready(result: ConfigResult): Extract<ConfigResult, { kind: 'ready' }> {
  if (result.kind !== 'ready') throw new Error(JSON.stringify(result))
  return result
}

describe('policy over the file', () => {
  it('takes each setting from the strongest place that has it', () => {
    const file = { ...configJson(), support: { name: 'File', phone: 'File' }, log: { level: 'warn' } }
    const { config, managed } = ready(
      compose(
        file,
        layer('HKLM', { SupportName: 'Computer' }),
        layer('HKCU', { SupportName: 'User', SupportPhone: 'User' }),
      ),
    )
    expect(config.support).toMatchObject({ name: 'Computer', phone: 'User' })
    expect(config.log.level).toBe('warn')
    expect(managed).toEqual(['support.name', 'support.phone'])
  })

  it('leaves a wrong setting at its default, whatever file and weaker policy say, and says why', () => {
    const file = { ...configJson(), log: { level: 'error' } }
    const result = ready(
      compose(file, layer('HKLM', { LogLevel: 'loud' }), layer('HKCU', { LogLevel: 'warn' })),
    )
    expect(result.config.log.level).toBe('info')
    expect(result.problems).toMatchObject([{ key: 'log.level', path: 'HKLM (LogLevel)' }])
  })

  it.each([
    ['TargetTenantId', 'fabrikam', 'target.tenantId'],
    ['AdminEndpoint', 'http://landfall.fabrikam.com', 'admin.endpoint'],
    ['Cloud', 'mars', 'cloud'],
    ['PlanDirection', 'back', 'plan.direction'],
  ])('does nothing at all where %s is wrong: no default would be safe', (name, value, key) => {
    const result = compose(configJson(), layer('HKLM', { [name]: value }))
    expect(result.kind === 'invalid' && result.problems.map((problem) => problem.key)).toEqual([key])
  })

  it('names a setting that there is not', () => {
    const result = ready(compose(configJson(), layer('HKLM', { SuportName: 'x', '': 'the default value' })))
    expect(result.problems).toEqual([{ key: 'SuportName', reason: 'is not a known setting', path: 'HKLM' }])
  })

  it('takes an empty text for no setting, and names in any case', () => {
    const { config } = ready(
      compose(configJson(), layer('HKLM', { SupportName: '' }), layer('HKCU', { SUPPORTNAME: ' User ' })),
    )
    expect(config.support.name).toBe('User')
  })

  it.each([
    [1, true],
    [0, false],
    ['1', true],
    ['false', false],
    [true, true],
  ])('takes %o as a switch', (value, expected) => {
    expect(ready(compose(configJson(), layer('HKLM', { SignInBroker: value }))).config.signIn.broker).toBe(
      expected,
    )
  })

  it('takes digits as a number, and one text with semicolons as a list', () => {
    const values = { SignInTimeoutSeconds: '60', SignInKnownAuthorities: 'a.example; b.example' }
    const { signIn } = ready(compose(configJson(), layer('HKLM', values))).config
    expect(signIn).toMatchObject({ timeoutSeconds: 60, knownAuthorities: ['a.example', 'b.example'] })
  })

  it('refuses a file that is wrong, whatever policy says', () => {
    const result = compose({ ...configJson(), wave: 1 }, layer('HKLM', { LogLevel: 'warn' }))
    expect(result.kind === 'invalid' && result.problems).toMatchObject([{ key: 'wave' }])
  })

  it('never throws, whatever policy holds: a configuration, or problems that have names', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string()), fc.constant(null))
    const name = fc.oneof(
      fc.constantFrom(
        'SupportName',
        'SignInTimeoutSeconds',
        'LogLevel',
        'Cloud',
        'TargetTenantId',
        'SourceName',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.dictionary(name, value), (first, second) => {
        const result = compose(configJson(), layer('HKLM', first), layer('HKCU', second))
        if (result.kind === 'missing') throw new Error('there is a file')
        for (const { key, reason } of result.problems) expect([key, reason]).not.toContain('')
      }),
    )
  })
})
