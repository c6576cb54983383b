import { describe, expect, it } from 'vitest'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { readOverview } from '../../../../shared/checks/workplace-overview.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import { decodeSupportCode } from '../../../../shared/findings/support-code.ts'
import { buildReport } from '../../../../shared/outputs/report.ts'
import {
  adatum,
  configJson,
  contoso,
  fabrikam,
  machineOf,
  newAccount,
  noPolicies,
  oldAccount,
  read,
  readAt,
  signedInAs,
  traceOf,
  unreadable,
  workplaceOf,
} from '../cast.ts'

const old = 'amy.lee@contoso.com'
const now = 'amy.lee@fabrikam.com'

function check(
  machine: Partial<MachineFacts>,
  { setting, ...more }: Partial<CheckInput> & { readonly setting?: 'inform' | 'require' } = {},
) {
  const json = { ...configJson({ sourceUpn: old, targetUpn: now }), features: { workplace: setting } }
  const result = parseConfig(JSON.stringify(json), 'landfall.json')
  if (result.kind !== 'ready') throw new Error(JSON.stringify(result))
  const { config } = result
  return judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config,
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: null,
    rescue: null,
    ...more,
    machine: machineOf(machine),
  })
}

type Result = ReturnType<typeof check>
const stepOf = ({ steps }: Result) => steps.find(({ id }) => id === 'workplace')
const codesOf = ({ findings }: Result) => findings.map(({ code }) => code)
const overviewOf = ({ findings }: Result) =>
  findings.find(({ code }) => code === 'workplace.overview')?.evidence

const oldAccountOfWindows = {
  workplace: workplaceOf({ accounts: read([traceOf({ tenantId: contoso, address: old })]) }),
}

describe('what the rest of the computer still has of the old organisation', () => {
  it('is shown and reported with its number, and holds no one up, unless the organisation says so', () => {
    const informed = check(oldAccountOfWindows)
    expect(informed).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(stepOf(informed)).toEqual({ id: 'workplace', outcome: 'attention', informs: true })
    expect(codesOf(informed)).toEqual(['workplace.account-of-source', 'workplace.overview'])

    const required = check(oldAccountOfWindows, { setting: 'require' })
    expect(required).toMatchObject({ verdict: 'action-needed', exitCode: 10 })
    expect(stepOf(required)).toEqual({ id: 'workplace', outcome: 'attention' })
  })

  it('leaves the computer as codes and numbers alone', () => {
    const report = buildReport({ id: 'x', sequence: 1, deviceId: 'y' }, check(oldAccountOfWindows))
    expect(report.findings[0]).toEqual({
      code: 'workplace.account-of-source',
      step: 'workplace',
      outcome: 'attention',
      owner: 'user',
      counts: { found: 1 },
    })
    expect(report.steps.at(-1)).toMatchObject({ id: 'workplace', informs: true })
    expect(JSON.stringify(report)).not.toContain(old)
  })

  it('never makes anybody wait for what no program can tell, and does for what could not be read', () => {
    const untold = { workplace: workplaceOf({}, read(['teams'])) }
    const unread = { workplace: workplaceOf({ office: unreadable() }) }
    expect(check(untold, { setting: 'require' })).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(stepOf(check(untold, { setting: 'require' }))).toMatchObject({ outcome: 'unknown' })
    expect(check(unread, { setting: 'require' })).toMatchObject({ verdict: 'unknown', exitCode: 15 })
    expect(check(unread)).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  it('takes no place of the support code from what does hold somebody up', () => {
    const result = check({ ...oldAccountOfWindows, accounts: read([]) }, { report: { kind: 'refused' } })
    const decoded = decodeSupportCode(result.supportCode)
    expect(decoded).toMatchObject({
      content: { findings: ['account.target-not-linked', 'report.refused'] },
    })
  })

  it('is not asked before the move, of a Mac, or of a recording that did not look', () => {
    expect(stepOf(check(oldAccountOfWindows, { phase: 'ready' }))).toMatchObject({ reason: 'not-in-phase' })
    expect(stepOf(check({ workplace: null }))).toEqual({
      id: 'workplace',
      outcome: 'skipped',
      reason: 'outside-this-look',
    })
    expect(stepOf(check({ workplace: null, platform: 'macos' }))).toMatchObject({ reason: 'not-told' })
    expect(stepOf(check({}))).toMatchObject({ outcome: 'pass' })
  })

  it('changes sides with the direction of the move', () => {
    expect(codesOf(check(oldAccountOfWindows, { direction: 'return' }))).not.toContain(
      'workplace.account-of-source',
    )
    const back = { workplace: workplaceOf({ accounts: read([traceOf({ tenantId: fabrikam })]) }) }
    expect(codesOf(check(back, { direction: 'return' }))).toContain('workplace.account-of-source')
  })

  it('comes in the order in which nothing is lost', () => {
    const traces = workplaceOf({
      accounts: read([traceOf({ tenantId: contoso })]),
      outlook: read([traceOf({ address: old })]),
      office: read([traceOf({ address: old })]),
      notebooks: read([traceOf({ url: 'https://contoso-my.sharepoint.com/personal/amy/Notes/' })]),
      edge: read([traceOf({ tenantId: contoso })]),
    })
    const policies = read({ ...noPolicies, deviceJoinedTo: [contoso] })
    expect(codesOf(check({ workplace: traces, policies })).slice(0, -1)).toEqual([
      'workplace.notebooks-in-source',
      'workplace.browser-uses-source',
      'workplace.office-uses-source',
      'workplace.outlook-uses-source',
      'workplace.account-of-source',
      'workplace.device-of-source',
    ])
  })
})

describe('whose a trace is', () => {
  const stateOf = (...[trace, more]: [Parameters<typeof traceOf>[0], Partial<CheckInput>?]) =>
    overviewOf(check({ workplace: workplaceOf({ office: read([traceOf(trace)]) }) }, more))?.['office']

  it.each<[string, Parameters<typeof traceOf>[0], string | undefined]>([
    ['old by its tenant', { tenantId: contoso }, 'old · registry · certain'],
    ['old by the person’s old address', { address: old.toUpperCase() }, 'old · registry · likely'],
    ['new by the person’s new address', { address: now }, 'new · registry · likely'],
    [
      'old by Microsoft’s first domain of the tenant',
      { address: 'x@contoso.onmicrosoft.com' },
      'old · registry · likely',
    ],
    [
      'unknown by an address that nothing names',
      { address: 'bo@contoso.com' },
      'unknown · registry · unknown',
    ],
    ['none of our business by a partner’s tenant', { tenantId: adatum }, undefined],
    [
      'no organisation’s in a private account',
      { tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' },
      undefined,
    ],
  ])('is %s', (_sentence, trace, expected) => {
    expect(stateOf(trace)).toBe(expected)
  })

  it('is the new one by the id of the account that is signed in, whatever its address was', () => {
    const identity = signedInAs(now)
    if (identity.kind !== 'signed-in') throw new Error('not signed in')
    const objectId = 'aaaaaaaa-9999-4999-8999-000000000009'
    const person = { ...identity.person, objectId: objectId.toUpperCase() }
    const trace = { address: old, objectId }
    expect(stateOf(trace, { identity: { kind: 'signed-in', person } })).toBe('new · registry · certain')
    expect(stateOf(trace)).toBe('old · registry · likely')
  })

  it('is told by what names a colleague’s address together with one tenant, on this computer', () => {
    const bo = 'bo@contoso.com'
    const office = read([traceOf({ address: bo })])
    const linked = { accounts: read([newAccount, { ...oldAccount, configured: false, email: bo }]) }
    expect(overviewOf(check({ ...linked, workplace: workplaceOf({ office }) }))).toMatchObject({
      office: 'old · registry · likely',
    })
    const twice = workplaceOf({
      office,
      edge: read([traceOf({ address: bo, tenantId: adatum }), traceOf({ address: bo, tenantId: contoso })]),
    })
    expect(overviewOf(check({ workplace: twice }))).toMatchObject({ office: 'unknown · registry · unknown' })
  })

  it('is unknown where old and new address are the same', () => {
    const json = { ...configJson({ sourceUpn: old, targetUpn: old }) }
    const result = parseConfig(JSON.stringify(json), 'landfall.json')
    if (result.kind !== 'ready') throw new Error('refused')
    const { config } = result
    const knowledge = knowledgeFromConfig(config, 'forward', readAt)
    expect(stateOf({ address: old }, { config, knowledge })).toBe('unknown · registry · unknown')
  })
})

describe('what is remembered and not in use', () => {
  it('is named in the overview, and nothing is asked for it', () => {
    const outlook = read([
      traceOf({ label: 'Old', address: old, isUsed: false }),
      traceOf({ label: 'New', address: now, isUsed: true }),
    ])
    const result = check({ workplace: workplaceOf({ outlook }) })
    expect(codesOf(result)).toEqual(['workplace.overview'])
    expect(overviewOf(result)).toMatchObject({ outlook: 'both · registry · likely' })
  })

  it('is an identity of Office whose apps have all signed it out', () => {
    const office = read([traceOf({ address: old })])
    const apps = read([traceOf({ address: old, isUsed: false })])
    expect(codesOf(check({ workplace: workplaceOf({ office, apps }) }))).toEqual(['workplace.overview'])
    expect(codesOf(check({ workplace: workplaceOf({ office }) }))).toContain('workplace.office-uses-source')
  })
})

describe('the overview', () => {
  const linesOf = (workplace: MachineFacts['workplace']) =>
    readOverview(overviewOf(check({ workplace })) ?? {})

  it('has a line for what is old, new, both, unread or silent, in the order in which it is put right', () => {
    const workplace = workplaceOf(
      {
        accounts: read([traceOf({ tenantId: contoso })]),
        edge: read([traceOf({ tenantId: fabrikam })]),
        office: read([traceOf({ address: old }), traceOf({ address: now })]),
        apps: unreadable('not-json'),
        chrome: read([traceOf({ tenantId: adatum })]),
      },
      read(['teams', 'office-licence']),
    )
    const { source } = read(null)
    const { source: unread } = unreadable()
    expect(linesOf(workplace)).toEqual([
      { subject: 'edge', state: 'new', source, sure: 'certain' },
      { subject: 'office', state: 'both', source, sure: 'likely' },
      { subject: 'apps', state: 'unknown', source: unread, sure: 'unread' },
      { subject: 'accounts', state: 'old', source, sure: 'certain' },
      { subject: 'teams', state: 'unknown', source, sure: 'silent' },
      { subject: 'office-licence', state: 'unknown', source, sure: 'silent' },
    ])
  })

  it('says of each silent program that nothing is known, where Landfall could not even see which are there', () => {
    const lines = linesOf(workplaceOf({}, unreadable('EACCES')))
    expect(lines.map(({ subject, sure }) => `${subject} ${sure}`)).toEqual([
      'teams unread',
      'new-outlook unread',
      'office-licence unread',
    ])
  })

  it('leaves out a line that another version wrote in words of its own', () => {
    const evidence = { edge: 'new · local-state · certain', office: 'moved · registry · certain', chrome: 7 }
    expect(readOverview(evidence).map(({ subject }) => subject)).toEqual(['edge'])
  })
})
