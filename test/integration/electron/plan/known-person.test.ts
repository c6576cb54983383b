import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAcceptedPerson } from '../../../../electron/plan/accepted-person.ts'
import { createKnownPerson, knownPersonName } from '../../../../electron/plan/known-person.ts'
import type { SignedInPerson } from '../../../../shared/checks/identity.ts'
import type { PlanKnowledge } from '../../../../shared/move/plan.ts'
import { configOf, fabrikam, readAt } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

const upn = 'amy.lee@fabrikam.com'
const amy: SignedInPerson = {
  tenantId: fabrikam,
  homeTenantId: fabrikam,
  objectId: '22222222-aaaa-4aaa-8aaa-000000000001',
  username: upn,
  name: 'Amy Lee',
}
const renamed = { ...amy, username: 'amy.stone@fabrikam.com' }
/** Another account, which has got Amy's old address. */
const namesake = { ...amy, objectId: '22222222-aaaa-4aaa-8aaa-000000000002' }

const plan = (targetUpn: string): PlanKnowledge => ({
  kind: 'known',
  source: 'endpoint',
  readAt,
  plan: {
    formatVersion: 1,
    direction: 'forward',
    moveState: 'Success',
    sourceUpn: 'amy.lee@contoso.com',
    targetUpn,
    wave: null,
  },
})
const away: PlanKnowledge = { kind: 'unreachable', reason: 'ECONNREFUSED', readAt }

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-known-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Landfall started anew on the same computer, with this person signed in. */
function start(person: SignedInPerson, targetUpn: string | undefined = upn) {
  return createAcceptedPerson({
    facts: () => ({ kind: 'signed-in', person }),
    config: () => configOf(targetUpn === undefined ? {} : { targetUpn }),
    known: createKnownPerson(path.join(folder, knownPersonName), createQuietLog()),
  })
}
const rememberedOf = async (person: SignedInPerson): Promise<string | undefined> => {
  const facts = await start(person).facts()
  return facts.kind === 'signed-in' ? facts.remembered : undefined
}

describe('createAcceptedPerson', () => {
  it('knows no one on a computer where no one was accepted', async () => {
    expect(await rememberedOf(amy)).toBeUndefined()
  })

  it.each([
    ['the endpoint has told the plan of', plan(upn), renamed],
    ['has the right address, while the endpoint is away,', away, amy],
  ])('knows the account again that %s, after a restart and under another address', async (_, answer, who) => {
    await start(who).remember(answer)
    expect(await rememberedOf(renamed)).toBe('same')
    expect(await rememberedOf(namesake)).toBe('other')
  })

  it.each([
    ['another address, while the endpoint is away', away, renamed, upn],
    ['the right address, and the endpoint does not know it', { kind: 'not-in-map', readAt }, amy, upn],
    [
      'the right address, and the endpoint has bound that to another account',
      { kind: 'refused', code: 'plan.other-account', readAt },
      amy,
      upn,
    ],
    ['a plan for somebody else', plan('bob.meyer@fabrikam.com'), renamed, upn],
    ['no object id', away, { ...amy, objectId: '' }, upn],
    ['another tenant', away, { ...amy, tenantId: '11111111-1111-4111-8111-111111111111' }, upn],
  ] as const)('remembers no account of %s', async (_, answer, who, expected) => {
    await start(who, expected).remember(answer)
    expect(await rememberedOf(amy)).toBeUndefined()
  })

  it('lets an address alone take nothing from the account that was accepted', async () => {
    await start(amy).remember(plan(upn))
    await start(namesake).remember(away)
    expect(await rememberedOf(amy)).toBe('same')
    expect(await rememberedOf(namesake)).toBe('other')
  })

  it('follows the endpoint where it gives the plan of this very address to another account', async () => {
    await start(amy).remember(plan(upn))
    await start(namesake).remember(plan('bob.meyer@fabrikam.com'))
    expect(await rememberedOf(namesake)).toBe('other')
    await start(namesake).remember(plan(upn))
    expect(await rememberedOf(namesake)).toBe('same')
  })

  it('writes down neither address nor object id', async () => {
    await start(renamed).remember(plan(upn))
    const kept = await readFile(path.join(folder, knownPersonName), 'utf8')
    expect(kept).toMatch(/^\{"[0-9a-f]{64}":"[0-9a-f]{64}"\}$/)
    expect(kept).not.toContain('aaaa-4aaa')
  })

  it.each(['', '{"x":1}', '[]'])('takes a file that holds %j for no one', async (content) => {
    await writeFile(path.join(folder, knownPersonName), content)
    expect(await rememberedOf(amy)).toBeUndefined()
  })
})
