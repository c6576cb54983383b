import type { Reading } from './reading.ts'

/**
 * What else on a computer may point to the old organisation, in the order in which a person can put it right without losing anything:
 * notebooks and browsers first, the account in Windows last (docs/facts/workplace.md#the-order).
 */
export const workplaceSubjects = [
  'notebooks',
  'edge',
  'chrome',
  'office',
  'apps',
  'outlook',
  'drives',
  'accounts',
] as const
export type WorkplaceSubject = (typeof workplaceSubjects)[number]

/** One thing that names an account, or a place of one. A field is null where the computer does not tell it. */
export type Trace = {
  /** Lower case. */
  readonly tenantId: string | null
  /** The account's object id in its tenant, lower case. */
  readonly objectId: string | null
  readonly address: string | null
  /** An https address of a site. */
  readonly url: string | null
  /** What the person knows it by: a profile of a browser or of Outlook, the letter of a drive, the names of apps. */
  readonly label: string | null
  /** False: remembered, and not in use. A profile that does not open, an identity that is signed out. Null where nothing tells. */
  readonly isUsed: boolean | null
}

/** Programs that are there and tell no other program to which organisation they are signed in. */
export const silentApps = ['teams', 'new-outlook', 'office-licence'] as const
export type SilentApp = (typeof silentApps)[number]

/** Each subject is read for itself; one that cannot be read hides none of the others. */
export type WorkplaceFacts = {
  readonly traces: Readonly<Record<WorkplaceSubject, Reading<readonly Trace[]>>>
  readonly silentApps: Reading<readonly SilentApp[]>
  /** Notebooks that are open in OneNote and lie on this computer alone, by path. */
  readonly localNotebooks: Reading<readonly string[]>
}
