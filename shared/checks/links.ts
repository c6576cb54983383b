import { createFinding, type Finding } from '../finding.ts'
import type { Tenant } from '../plan.ts'
import type { Origin } from '../reading.ts'

/** What the address of the old OneDrive answered to somebody who is not signed in. */
export type LinkFacts =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'redirected'; readonly host: string }
  | { readonly kind: 'not-told'; readonly reason: string }

/**
 * Whether old links lead to the target. Information only: the address may ask for a sign-in first, or the admin
 * may have removed the redirect already (onedrive-facts 8, pitfall 29).
 */
export function judgeLinks(facts: LinkFacts, target: Tenant, origin: Origin): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'redirected':
      return facts.host.toLowerCase() === target.oneDriveHost
        ? [createFinding('links.redirect-found', origin, { host: facts.host })]
        : [createFinding('links.redirect-unknown', origin, { reason: 'elsewhere', host: facts.host })]
    case 'not-told':
      return [createFinding('links.redirect-unknown', origin, { reason: facts.reason })]
  }
}
