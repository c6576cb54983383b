import { assertNever } from '../assert-never.ts'
import { createFinding, type Finding } from '../finding.ts'
import type { Tenant } from '../plan.ts'
import type { Origin } from '../reading.ts'

/** What Graph said about the person's drive. Only asked behind the plan's gate. */
export type WebFacts =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'drive'; readonly webUrl: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unlicensed' }
  | { readonly kind: 'unreachable'; readonly reason: string }

/** OneDrive opens on the web when the drive exists and lies on the target's own host. */
export function judgeWeb(facts: WebFacts, target: Tenant, origin: Origin): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'missing':
      return [createFinding('web.drive-missing', origin, { host: target.oneDriveHost })]
    case 'unlicensed':
      return [createFinding('web.licence-missing', origin, { host: target.oneDriveHost })]
    case 'unreachable':
      return [createFinding('web.unreachable', origin, { reason: facts.reason })]
    case 'drive': {
      const host = hostOf(facts.webUrl)
      if (host === target.oneDriveHost) return []
      return [createFinding('web.drive-elsewhere', origin, { host: target.oneDriveHost, found: host })]
    }
    default:
      return assertNever(facts)
  }
}

// No URL class here: shared has neither Node nor DOM. Graph's webUrl is absolute; anything else has no host.
function hostOf(url: string): string {
  return /^https:\/\/([^/:?#]+)(?::\d+)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}
