import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import type { ManagedLayer, ManagedValue } from '../../../../shared/config/managed-settings.ts'
import { configJson } from '../cast.ts'

const policy = (values: Readonly<Record<string, ManagedValue>>, hive = 'HKLM'): ManagedLayer[] => [
  { place: `${hive}\\SOFTWARE\\Policies\\Landfall\\Landfall`, values: new Map(Object.entries(values)) },
]
const { signIn, admin, target, source } = configJson() as unknown as Record<string, Record<string, string>>
const allByPolicy = {
  SourceTenantId: source?.['tenantId'] ?? '',
  SourceOneDriveHost: source?.['oneDriveHost'] ?? '',
  SourceName: source?.['name'] ?? '',
  TargetTenantId: target?.['tenantId'] ?? '',
  TargetOneDriveHost: target?.['oneDriveHost'] ?? '',
  TargetName: target?.['name'] ?? '',
  SignInClientId: signIn?.['clientId'] ?? '',
  AdminEndpoint: admin?.['endpoint'] ?? '',
  AdminScope: admin?.['scope'] ?? '',
}
const elsewhere = { graph: { endpoint: 'https://graph.evil.example' } }
const file = (more: object, all: object = configJson()): string => JSON.stringify({ ...all, ...more })

describe('the machine’s own file', () => {
  it('does not send tokens for Graph elsewhere: that is for policy alone', () => {
    expect(parseConfig(file(elsewhere), 'f', [], 'machine')).toMatchObject({
      kind: 'invalid',
      problems: [{ key: 'graph.endpoint' }],
    })
    const layers = policy({ ...allByPolicy, GraphEndpoint: 'https://graph.proxy.example' })
    expect(parseConfig(file({}), 'f', layers, 'machine')).toMatchObject({
      kind: 'ready',
      config: { graph: { endpoint: 'https://graph.proxy.example' } },
    })
  })

  it('may name the host that is the cloud’s own', () => {
    const graph = { graph: { endpoint: 'https://graph.microsoft.com' } }
    expect(parseConfig(file(graph), 'f', [], 'machine').kind).toBe('ready')
    const other = { graph: { endpoint: 'https://graph.microsoft.us' } }
    expect(parseConfig(file(other), 'f', [], 'machine').kind).toBe('invalid')
  })

  it('says nothing of sign-in, endpoints and scopes where the computer has policy', () => {
    const planted = {
      formatVersion: 1,
      ...elsewhere,
      signIn: { authority: 'https://login.evil.example', knownAuthorities: ['login.evil.example'] },
      admin: { endpoint: 'https://evil.example', scope: 'api://evil/x' },
      support: { name: 'Desk' },
    }
    const read = parseConfig(JSON.stringify(planted), 'f', policy(allByPolicy), 'machine')
    expect(read).toMatchObject({
      kind: 'ready',
      config: {
        graph: { endpoint: 'https://graph.microsoft.com' },
        signIn: { authority: 'https://login.microsoftonline.com', knownAuthorities: [] },
        admin: { endpoint: allByPolicy.AdminEndpoint, scope: allByPolicy.AdminScope },
        support: { name: 'Desk' },
      },
    })
    expect(read.kind === 'ready' && read.problems.map(({ key }) => key)).toEqual([
      'signIn.authority',
      'signIn.knownAuthorities',
      'graph.endpoint',
    ])
  })

  it('is not enough beside a policy that says nothing of sign-in', () => {
    expect(parseConfig(file({}), 'f', policy({ SupportName: 'Desk' }), 'machine')).toMatchObject({
      kind: 'invalid',
      problems: expect.arrayContaining([expect.objectContaining({ key: 'signIn.clientId' })]) as unknown,
    })
  })

  it('says it all where only a person has policy, or no one', () => {
    expect(parseConfig(file({}), 'f', policy({ SupportName: 'Desk' }, 'HKCU'), 'machine').kind).toBe('ready')
    expect(parseConfig(file({}), 'f', policy({}), 'machine').kind).toBe('ready')
  })
})

describe('a file of development', () => {
  it('may name any host, also beside a policy', () => {
    expect(parseConfig(file(elsewhere), 'f', policy({ SupportName: 'Desk' }))).toMatchObject({
      kind: 'ready',
      config: { graph: { endpoint: 'https://graph.evil.example' } },
    })
  })

  it('may not ask for a token of Microsoft’s services as the admin’s scope either', () => {
    const scope = { admin: { ...admin, scope: 'https://graph.microsoft.com/.default' } }
    expect(parseConfig(file(scope), 'f')).toMatchObject({
      kind: 'invalid',
      problems: [{ key: 'admin.scope' }],
    })
  })
})
