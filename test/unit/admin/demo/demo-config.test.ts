import { describe, expect, it } from 'vitest'
import type { AdminConfig } from '../../../../admin/server/admin-config.ts'
import { assertDemo, createDemoConfig } from '../../../../admin/server/demo/demo-config.ts'
import { contoso, fabrikam } from '../../shared/cast.ts'

const config = createDemoConfig(0)

describe('a demonstration', () => {
  it('listens to this computer only, and has no tenant of a directory', () => {
    expect(() => assertDemo(config)).not.toThrow()
    expect(config.host).toBe('127.0.0.1')
    expect(new URL(config.authority).hostname).toMatch(/\.invalid$/)
  })

  it.each<[string, Partial<AdminConfig>]>([
    ['every address', { host: '0.0.0.0' }],
    ['every address of IPv6', { host: '::' }],
    ['an address of the network', { host: '192.168.1.20' }],
    ['a name that only looks like this computer', { host: '127.0.0.1.example' }],
    ['a real source tenant', { sourceTenantId: contoso }],
    ['a real target tenant', { targetTenantId: fabrikam }],
    ['a sign-in service', { authority: 'https://login.microsoftonline.com' }],
  ])('is not started with %s', (_name, part) => {
    expect(() => assertDemo({ ...config, ...part })).toThrow(/a demonstration does not/)
  })
})
