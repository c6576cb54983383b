import type { DriveAnswerKind } from '../files/drive-answer.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import { hostsOf, type Tenant } from '../move/plan.ts'
import type { Origin } from '../facts/reading.ts'
import { hostOf } from './site-address.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/** What the address of the old OneDrive answered to somebody who is not signed in. */
export type LinkFacts =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'redirected'; readonly host: string }
  | {
      readonly kind: 'not-told'
      readonly reason: string
      /** What the answer means by the table of a drive's answers; missing where none came, or it names no place. */
      readonly answer?: DriveAnswerKind
    }

/**
 * Whether old links lead to the target. Information only: the address may ask for a sign-in first, or the admin
 * may have removed the redirect already (docs/facts/graph-and-migration.md#the-old-address, pitfall 29). `targetHosts`: those that `toTargetHosts` knows.
 */
export function judgeLinks(facts: LinkFacts, targetHosts: readonly string[], origin: Origin): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'redirected':
      return targetHosts.includes(facts.host.toLowerCase())
        ? [createFinding('links.redirect-found', origin, { host: facts.host })]
        : [createFinding('links.redirect-unknown', origin, { reason: 'elsewhere', host: facts.host })]
    case 'not-told':
      return [
        createFinding('links.redirect-unknown', origin, {
          reason: facts.reason,
          ...(facts.answer !== undefined && { answer: facts.answer }),
        }),
      ]
  }
}

/** Hosts of the target's OneDrives: those that are configured, that of the person's account here, and that of the drive that Graph shows. */
export function toTargetHosts(
  machine: Pick<OwnedMachine, 'accounts'>,
  target: Tenant,
  driveUrl: string | null,
): readonly string[] {
  const urls = [driveUrl, ...linkedOf(machine, 'mine').map(({ siteUrl }) => siteUrl)]
  return [...hostsOf(target), ...urls.flatMap((url) => (url === null ? [] : (hostOf(url) ?? [])))]
}
