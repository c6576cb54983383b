import type { Config } from '../config/config.ts'
import { createFinding, type Evidence, type Finding } from '../findings/finding.ts'
import type { PolicyFacts } from '../facts/machine.ts'
import type { Origin, Reading } from '../facts/reading.ts'
import { causeOfSignInResult, toResultCode } from './sign-in-results.ts'
import type { ExpectedPerson } from './expected-person.ts'
import type { OwnedAccount } from './whose-account.ts'

/**
 * Judges whether the target tenant is linked as this person and whether policy lets it be. Whose an account is was decided
 * before, by tenant, site and address, never by slot (pitfalls 3–6).
 */
export function judgeAccount(
  accounts: Reading<readonly OwnedAccount[]>,
  policies: Reading<PolicyFacts>,
  config: Config,
  person: Pick<ExpectedPerson, 'addresses'>,
): Finding[] {
  const linked = accounts.kind === 'read' ? accounts.value.filter(({ configured }) => configured) : null
  const ofTarget = linked?.filter((account) => isOfTarget(account, config.target.tenantId)) ?? null
  return [
    ...(accounts.kind === 'unreadable'
      ? [createFinding('account.unknown', accounts, { reason: accounts.reason })]
      : [
          ...judgeLink(
            linked ?? [],
            ofTarget ?? [],
            person,
            policies.kind === 'read' && policies.value.disablesAutoConfig,
            accounts,
          ),
          ...judgeSettings(linked ?? [], config, accounts),
        ]),
    ...(policies.kind === 'unreadable'
      ? [createFinding('policy.unknown', policies, { reason: policies.reason })]
      : [
          ...judgeUnread(policies.value, policies),
          ...judgePolicies(policies.value, config, policies),
          // Silent sign-in only matters while somebody waits for it.
          ...(ofTarget?.length === 0 ? judgeSilentSignIn(policies.value, config, policies) : []),
        ]),
  ]
}

/** By its tenant; where nothing names that, by whose it is. */
function isOfTarget({ tenantId, owner }: OwnedAccount, target: string): boolean {
  return tenantId === null ? owner === 'mine' || owner === 'other-person' : tenantId === target
}

function judgeLink(
  linked: readonly OwnedAccount[],
  ofTarget: readonly OwnedAccount[],
  { addresses: [address] }: Pick<ExpectedPerson, 'addresses'>,
  isAddressTyped: boolean,
  origin: Origin,
): Finding[] {
  const expected: Evidence = address === undefined ? {} : { expected: address }
  const untold = linked.find(({ tenantUntold, owner }) => tenantUntold !== undefined && owner === 'unknown')
  if (ofTarget.length === 0 && untold !== undefined)
    return [createFinding('account.unknown', origin, { reason: untold.tenantUntold ?? '' })]
  if (ofTarget.length === 0) {
    const linkedTenants = linked.flatMap(({ tenantId }) => tenantId ?? [])
    return [
      createFinding('account.target-not-linked', origin, {
        linkedTenants,
        ...expected,
        // A policy keeps the client from finding the address by itself (`DisableAutoConfig`).
        ...(isAddressTyped && { isAddressTyped }),
      }),
    ]
  }
  const ours = ofTarget.filter(({ owner }) => owner === 'mine')
  if (ours.length === 0) {
    const linkedAs = ofTarget.flatMap(({ email }) => email ?? [])
    return ofTarget.some(({ owner }) => owner === 'other-person')
      ? [createFinding('account.linked-as-other-person', origin, { linkedAs, ...expected })]
      : [createFinding('account.unknown', origin, { reason: 'several-people', linkedAs })]
  }
  return ours
    .filter(({ lastSignInResult }) => lastSignInResult !== null && lastSignInResult !== 0)
    .map(({ email, lastSignInResult, lastSignInAt }) =>
      createFinding('account.sign-in-failed', origin, {
        email,
        result: toResultCode(lastSignInResult ?? 0),
        cause: causeOfSignInResult(lastSignInResult ?? 0),
        lastSignInAt,
      }),
    )
}

/** Registry and settings of one account must name the same tenant (docs/facts/sync-client.md#settings-files). Partners' are not our business. */
function judgeSettings(linked: readonly OwnedAccount[], config: Config, origin: Origin): Finding[] {
  const ours = [config.source.tenantId, config.target.tenantId]
  return linked.flatMap(({ slot, tenantId, settings }) => {
    if (settings === null || tenantId === null || settings.tenantId === tenantId) return []
    if (!ours.includes(tenantId) && !ours.includes(settings.tenantId)) return []
    const evidence = { slot, registry: tenantId, settings: settings.tenantId }
    return [createFinding('account.settings-disagree', origin, evidence)]
  })
}

/** A policy that is set and says nothing that anybody understands: it may be the one that everything turns on. */
function judgeUnread({ unread }: PolicyFacts, origin: Origin): Finding[] {
  const [first] = unread
  if (first === undefined) return []
  const names = unread.map(({ name }) => name)
  return [createFinding('policy.unknown', origin, { reason: `${first.name}: ${first.reason}`, names })]
}

function judgePolicies(policies: PolicyFacts, config: Config, origin: Origin): Finding[] {
  const { allowedTenants, blockedTenants } = policies
  const target = config.target.tenantId
  const findings: Finding[] = []
  if (allowedTenants !== null && !allowedTenants.includes(target)) {
    findings.push(createFinding('policy.allow-list-excludes-target', origin, { allowedTenants, target }))
  }
  // The client ignores the block list once an allow list is set (docs/facts/policies.md#policies-that-decide-a-switch).
  if (allowedTenants === null && blockedTenants?.includes(target)) {
    findings.push(createFinding('policy.block-list-names-target', origin, { blockedTenants, target }))
  }
  if (allowedTenants !== null && blockedTenants !== null) {
    findings.push(createFinding('policy.both-lists-set', origin, { allowedTenants, blockedTenants }))
  }
  if (policies.librariesOf.includes(config.source.tenantId)) {
    const { librariesOf } = policies
    findings.push(createFinding('policy.libraries-name-source', origin, { librariesOf }))
  }
  return findings
}

function judgeSilentSignIn(policies: PolicyFacts, config: Config, origin: Origin): Finding[] {
  if (!policies.silentAccountConfig) return []
  const { deviceJoinedTo, silentConfigTraces: traces } = policies
  const findings: Finding[] = []
  // The other traces are there on every computer that OneDrive has been used on; these two stop it.
  if (traces.includes('SilentBusinessConfigCompleted') || traces.includes('OneAuthUnrecoverableTimestamp')) {
    findings.push(createFinding('policy.silent-config-spent', origin, { values: traces }))
  }
  if (deviceJoinedTo.includes(config.source.tenantId) && !deviceJoinedTo.includes(config.target.tenantId)) {
    findings.push(createFinding('policy.device-joined-to-source', origin, { deviceJoinedTo }))
  }
  return findings
}
