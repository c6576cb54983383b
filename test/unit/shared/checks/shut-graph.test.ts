import { describe, expect, it } from 'vitest'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { isGraphShutByOthers } from '../../../../shared/checks/web.ts'
import type { FileOutcomes } from '../../../../shared/files/rescue.ts'
import { notUploadedReasons, type NotUploadedReason, type ScanResult } from '../../../../shared/files/scan.ts'
import { configOf, fabrikam, finishedLog, machineOf, newAccount, oldAccount, read, readAt } from '../cast.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'

const config = configOf({ targetUpn: 'amy.lee@fabrikam.com', sourceUpn: 'amy.lee@contoso.com' })
const nothing = { files: 0, bytes: 0 }
const one = { files: 1, bytes: 7 }
const reasonsOf = (untold: typeof nothing) =>
  Object.fromEntries(
    notUploadedReasons.map((reason) => [reason, reason === 'untold' ? untold : nothing]),
  ) as Record<NotUploadedReason, typeof nothing>
const scan: ScanResult = {
  files: 1,
  folders: 1,
  bytes: 7,
  reasons: reasonsOf(one),
  unreadable: { folders: 0, paths: [] },
  links: 0,
  hasCloudState: false,
}
/** Copied because the person chose it, and seen by no one in the new OneDrive. */
const chosen: FileOutcomes = {
  left: reasonsOf(nothing),
  copied: one,
  proven: nothing,
  present: nothing,
  waived: nothing,
}

function verdictOf(web: CheckInput['web'], rescue: FileOutcomes | null, isAsked = true) {
  const own = isAsked ? config : { ...config, features: { ...config.features, graph: false } }
  const { verdict, exitCode } = judgeMachine({
    app: { name: 'Landfall', version: '0.0.0' },
    takenAt: readAt,
    config: own,
    direction: 'forward',
    scope: 'full',
    knowledge: knowledgeFromConfig(own, 'forward', readAt),
    machine: machineOf({ accounts: read([oldAccount, newAccount]), syncLogs: read([finishedLog]) }),
    identity: {
      kind: 'signed-in',
      person: {
        tenantId: fabrikam,
        homeTenantId: fabrikam,
        username: 'amy.lee@fabrikam.com',
        name: 'Amy',
      },
    },
    web,
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scan: read(scan),
    look: { roots: [], missing: 'not-recorded' },
    rescue,
  })
  return { verdict, exitCode }
}

describe('lost files where Graph is shut', () => {
  const byRule = { kind: 'sign-in-refused', reason: 'access-blocked', number: 53000 } as const
  const byNetwork = {
    kind: 'refused',
    trouble: 'network-refused',
    reason: 'status-401',
    askedAgainAt: null,
  } as const

  it.each([byRule, byNetwork])('are an admin’s to open, whatever the person chose', (web) => {
    expect(verdictOf(web, null)).toEqual({ verdict: 'blocked', exitCode: 11 })
    // Copies that no one has seen arrive come first in the exit code.
    expect(verdictOf(web, chosen)).toEqual({ verdict: 'blocked', exitCode: 14 })
  })

  it.each<[string, CheckInput['web'], boolean]>([
    ['a rule', byRule, true],
    ['a network’s rule', byNetwork, true],
    ['no one who answers', { kind: 'unreachable', reason: 'offline' }, true],
    ['the organisation, which switched it off', { kind: 'not-asked' }, false],
  ])('are never done by choosing alone, shut by %s', (_, web, isAsked) => {
    for (const rescue of [null, chosen]) expect(verdictOf(web, rescue, isAsked).verdict).not.toBe('done')
  })
})

describe('a token for Graph that was refused', () => {
  it('is an admin’s to give where a rule or the registration refuses it, and the person’s where a question waits', () => {
    expect(
      (['consent-required', 'registration-wrong', 'access-blocked'] as const).map(isGraphShutByOthers),
    ).toEqual([true, true, true])
    expect((['cancelled', 'interaction-required'] as const).map(isGraphShutByOthers)).toEqual([false, false])
  })
})
