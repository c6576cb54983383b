import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAdminApp, defaultRoleClaims } from '../../../../admin/server/start/create-admin-app.ts'
import { createTokenVerifier } from '../../../../admin/server/auth/verify-token.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { consoleScope } from '../console-world.ts'
import {
  amyOid,
  audience,
  scope,
  startIssuer,
  type Issuer,
  type TokenWish,
} from '../../../unit/admin/issuer.ts'
import { startStore, type TestStore } from '../with-store.ts'

let issuer: Issuer
let world: TestStore
let app: Awaited<ReturnType<typeof createAdminApp>>
const lines: Record<string, unknown>[] = []

beforeAll(async () => {
  issuer = await startIssuer()
  world = await startStore()
  app = await createAdminApp({
    store: world.store,
    verifyToken: createTokenVerifier({
      authority: issuer.authority,
      tenantIds: [fabrikam],
      audience,
      scope,
      console: { tenantId: fabrikam, scope: consoleScope, roleClaims: defaultRoleClaims },
    }),
    version: '0.0.0',
    sourceTenantId: contoso,
    logger: pino({}, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
  })
}, 240_000)
afterAll(async () => {
  await app.close()
  await world.stop()
  await issuer.stop()
})
beforeEach(() => void (lines.length = 0))

const azp = '66666666-6666-4666-8666-666666666666'
const who = { tenantId: fabrikam, oid: amyOid }

describe('the log of a refused token', () => {
  it.each<[string, TokenWish, object | undefined]>([
    ['has expired', { expiresIn: -120, claims: { azp } }, { ...who, app: azp }],
    ['is for another service', { claims: { aud: 'api://other', azp } }, { ...who, app: azp }],
    ['is of a guest', { claims: { idp: 'live.com' } }, { ...who, app: null }],
    ['has no role', { claims: { scp: consoleScope } }, { ...who, app: null }],
    // No one of ours has signed these: the person they name has nothing to do with it.
    ['is signed by no one we know', { header: { kid: 'unknown' } }, undefined],
    ['is of a third tenant', { tenantId: contoso }, undefined],
  ])('names by ids whose it is where that is known: it %s', async (_name, wish, expected) => {
    const answer = await app.inject({
      url: '/v1/people',
      headers: { authorization: `Bearer ${await issuer.sign(wish)}` },
    })
    expect([401, 403]).toContain(answer.statusCode)
    const refused = lines.filter(({ msg }) => msg === 'token-refused')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.['who']).toEqual(expected)
    expect(JSON.stringify(lines)).not.toContain('amy.lee@')
    expect(answer.body).not.toContain(amyOid)
  })
})
