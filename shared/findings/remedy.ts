import type { FindingCode } from './vocabulary.ts'

/** The actions a finding may offer. Each opens a documented URI or page; none changes anything by itself. */
export const remedyIds = ['start-client', 'add-account', 'open-web', 'open-support'] as const
export type RemedyId = (typeof remedyIds)[number]

/** True for an action in the sync client, which must not be touched before the move has succeeded. */
export function isOfClient(remedy: RemedyId): boolean {
  return toClientUri(remedy, { email: null }) !== null
}

/** What a remedy needs to know; never from the window. */
export type RemedyTarget = { readonly email: string | null }

/**
 * The client's own documented URIs (docs/facts/sync-client.md#installation-and-addresses). Null where the remedy is not the client's.
 * The address is encoded, so that it can add nothing to the URI.
 */
export function toClientUri(remedy: RemedyId, target: RemedyTarget): string | null {
  switch (remedy) {
    case 'start-client':
      return 'odopen://launch'
    case 'add-account':
      return target.email === null
        ? 'odopen://launch'
        : `odopen://sync?useremail=${encodeURIComponent(target.email)}`
    case 'open-web':
    case 'open-support':
      return null
  }
}

/** The one action that helps with a finding, where Landfall has one to offer. */
export function remedyFor(code: FindingCode): RemedyId | null {
  switch (code) {
    case 'client.not-running':
    case 'folders.in-source':
    case 'old-account.linked':
    case 'old-account.added-again':
    case 'account.linked-as-other-person':
    case 'account.sign-in-failed':
    case 'sync.paused':
      return 'start-client'
    case 'account.target-not-linked':
      return 'add-account'
    case 'sync.failing':
    case 'client.not-installed':
    case 'client.outdated':
      return 'open-support'
    default:
      return null
  }
}
