/** The ten steps of the switch, in the order that protects data: `files` before `old-account`. A support code carries their places. */
export const stepIds = [
  'identity',
  'web',
  'files',
  'client',
  'account',
  'folders',
  'sync',
  'old-account',
  'links',
  'workplace',
] as const
export type StepId = (typeof stepIds)[number]

export const outcomes = ['pass', 'attention', 'blocked', 'unknown', 'skipped'] as const
export type Outcome = (typeof outcomes)[number]

export const owners = ['user', 'helpdesk', 'admin', 'microsoft'] as const
export type Owner = (typeof owners)[number]

export const phases = ['ready', 'not-due', 'switch', 'watch', 'return'] as const
export type Phase = (typeof phases)[number]

export const verdicts = ['done', 'action-needed', 'blocked', 'unknown', 'not-due'] as const
export type Verdict = (typeof verdicts)[number]

/** What a code means, apart from words: `step` is `all` where the whole journey is concerned. */
export type Meaning = {
  readonly step: StepId | 'all' | 'report'
  readonly outcome: Outcome
  readonly owner: Owner | null
}

/**
 * Every finding code. Stable once released: append, never reorder or rename, because a support code
 * carries a code's place in this list.
 */
export const vocabulary = {
  'plan.not-due': { step: 'all', outcome: 'skipped', owner: null },
  'plan.not-in-map': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'plan.move-failed': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'identity.signed-out': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.wrong-tenant': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.wrong-account': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.guest': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.cancelled': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.interaction-required': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.consent-required': { step: 'identity', outcome: 'blocked', owner: 'admin' },
  'identity.access-blocked': { step: 'identity', outcome: 'blocked', owner: 'admin' },
  'identity.unreachable': { step: 'identity', outcome: 'unknown', owner: 'helpdesk' },
  'web.drive-missing': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.drive-elsewhere': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'files.not-uploaded': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.excluded-by-policy': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.unreadable': { step: 'files', outcome: 'unknown', owner: 'helpdesk' },
  'files.state-lost': { step: 'files', outcome: 'unknown', owner: 'helpdesk' },
  'client.not-installed': { step: 'client', outcome: 'attention', owner: 'helpdesk' },
  'client.outdated': { step: 'client', outcome: 'attention', owner: 'helpdesk' },
  'client.not-running': { step: 'client', outcome: 'attention', owner: 'user' },
  'client.disabled-by-policy': { step: 'client', outcome: 'blocked', owner: 'admin' },
  'account.target-not-linked': { step: 'account', outcome: 'attention', owner: 'user' },
  'account.linked-as-other-person': { step: 'account', outcome: 'attention', owner: 'user' },
  'account.sign-in-failed': { step: 'account', outcome: 'attention', owner: 'user' },
  'policy.allow-list-excludes-target': { step: 'account', outcome: 'blocked', owner: 'admin' },
  'policy.block-list-names-target': { step: 'account', outcome: 'blocked', owner: 'admin' },
  'policy.both-lists-set': { step: 'account', outcome: 'attention', owner: 'admin' },
  'policy.silent-config-spent': { step: 'account', outcome: 'attention', owner: 'admin' },
  'policy.device-joined-to-source': { step: 'account', outcome: 'attention', owner: 'admin' },
  'policy.known-folders-name-source': { step: 'folders', outcome: 'attention', owner: 'admin' },
  'policy.known-folders-locked': { step: 'folders', outcome: 'blocked', owner: 'admin' },
  'folders.in-source': { step: 'folders', outcome: 'attention', owner: 'user' },
  'sync.pending': { step: 'sync', outcome: 'attention', owner: 'user' },
  'sync.failing': { step: 'sync', outcome: 'attention', owner: 'helpdesk' },
  'sync.paused': { step: 'sync', outcome: 'attention', owner: 'user' },
  'sync.unknown': { step: 'sync', outcome: 'unknown', owner: null },
  'old-account.linked': { step: 'old-account', outcome: 'attention', owner: 'user' },
  'old-account.added-again': { step: 'old-account', outcome: 'attention', owner: 'user' },
  'links.redirect-found': { step: 'links', outcome: 'pass', owner: null },
  'links.redirect-unknown': { step: 'links', outcome: 'unknown', owner: null },
  'report.queued': { step: 'report', outcome: 'attention', owner: null },
  'report.refused': { step: 'report', outcome: 'blocked', owner: 'helpdesk' },
  'context.elevated': { step: 'all', outcome: 'blocked', owner: 'helpdesk' },
  'context.system': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'context.unsupported-platform': { step: 'all', outcome: 'blocked', owner: null },
  'config.missing': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'config.invalid': { step: 'all', outcome: 'blocked', owner: 'admin' },
  // Ours: states the first list had no code for.
  'plan.unreachable': { step: 'all', outcome: 'unknown', owner: 'helpdesk' },
  'identity.unexpected': { step: 'identity', outcome: 'unknown', owner: 'helpdesk' },
  'web.unreachable': { step: 'web', outcome: 'unknown', owner: 'helpdesk' },
  'client.unknown': { step: 'client', outcome: 'unknown', owner: 'helpdesk' },
  'account.unknown': { step: 'account', outcome: 'unknown', owner: 'helpdesk' },
  'policy.unknown': { step: 'account', outcome: 'unknown', owner: 'helpdesk' },
  'folders.unknown': { step: 'folders', outcome: 'unknown', owner: 'helpdesk' },
  'old-account.unknown': { step: 'old-account', outcome: 'unknown', owner: 'helpdesk' },
  'context.unknown': { step: 'all', outcome: 'unknown', owner: 'helpdesk' },
  'identity.account-disabled': { step: 'identity', outcome: 'blocked', owner: 'admin' },
  'identity.tenant-unknown': { step: 'identity', outcome: 'blocked', owner: 'admin' },
  'identity.clock-wrong': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.no-network': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.captive-portal': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.proxy-refused': { step: 'identity', outcome: 'blocked', owner: 'helpdesk' },
  'identity.tls-untrusted': { step: 'identity', outcome: 'blocked', owner: 'helpdesk' },
  'web.licence-missing': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'files.unknown': { step: 'files', outcome: 'unknown', owner: 'helpdesk' },
  'client.disk-low': { step: 'client', outcome: 'attention', owner: 'user' },
  'account.identities-disagree': { step: 'account', outcome: 'attention', owner: 'helpdesk' },
  'account.settings-disagree': { step: 'account', outcome: 'unknown', owner: 'helpdesk' },
  'policy.libraries-name-source': { step: 'account', outcome: 'attention', owner: 'admin' },
  'files.rescue-waiting': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.settled': { step: 'files', outcome: 'pass', owner: null },
  'identity.registration-wrong': { step: 'identity', outcome: 'blocked', owner: 'admin' },
  'identity.refused': { step: 'identity', outcome: 'blocked', owner: 'helpdesk' },
  'identity.timed-out': { step: 'identity', outcome: 'attention', owner: 'user' },
  'identity.declined': { step: 'identity', outcome: 'attention', owner: 'user' },
  'web.not-visible-yet': { step: 'web', outcome: 'unknown', owner: null },
  'web.tenant-unlicensed': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.network-refused': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.refused': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.locked': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.busy': { step: 'web', outcome: 'unknown', owner: null },
  'web.not-understood': { step: 'web', outcome: 'unknown', owner: 'helpdesk' },
  'web.sign-in-needed': { step: 'web', outcome: 'attention', owner: 'user' },
  'web.consent-required': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'web.access-blocked': { step: 'web', outcome: 'blocked', owner: 'admin' },
  'policy.shortcuts-deleted-on-loss': { step: 'files', outcome: 'attention', owner: 'admin' },
  'policy.external-sync-blocked': { step: 'account', outcome: 'attention', owner: 'admin' },
  'policy.known-folders-contradict': { step: 'folders', outcome: 'attention', owner: 'admin' },
  'policy.known-folders-blocked': { step: 'folders', outcome: 'attention', owner: 'admin' },
  'policy.known-folders-fixed': { step: 'folders', outcome: 'attention', owner: 'admin' },
  'account.linked-too-early': { step: 'account', outcome: 'blocked', owner: 'admin' },
  'files.not-looked-through': { step: 'files', outcome: 'unknown', owner: 'user' },
  'files.old-folder-unknown': { step: 'files', outcome: 'unknown', owner: 'helpdesk' },
  'plan.other-account': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'plan.refused': { step: 'all', outcome: 'blocked', owner: 'admin' },
  'identity.old-address-differs': { step: 'identity', outcome: 'pass', owner: null },
  'files.no-cloud-room': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.not-taken': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.unclear-looked-through': { step: 'files', outcome: 'pass', owner: null },
  'files.notebook': { step: 'files', outcome: 'attention', owner: 'user' },
  'files.notebook-links': { step: 'files', outcome: 'pass', owner: null },
  'files.folder-guarded': { step: 'files', outcome: 'attention', owner: 'admin' },
  'identity.not-known-yet': { step: 'identity', outcome: 'unknown', owner: 'admin' },
  'web.not-known-yet': { step: 'web', outcome: 'unknown', owner: 'admin' },
  'files.notebook-missing': { step: 'files', outcome: 'attention', owner: 'user' },
  'workplace.notebooks-in-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.browser-uses-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.office-uses-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.apps-use-source': { step: 'workplace', outcome: 'attention', owner: 'helpdesk' },
  'workplace.outlook-uses-source': { step: 'workplace', outcome: 'attention', owner: 'helpdesk' },
  'workplace.drives-in-source': { step: 'workplace', outcome: 'attention', owner: 'helpdesk' },
  'workplace.account-of-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.device-of-source': { step: 'workplace', outcome: 'attention', owner: 'admin' },
  'workplace.look-yourself': { step: 'workplace', outcome: 'unknown', owner: 'user' },
  'workplace.unknown': { step: 'workplace', outcome: 'unknown', owner: 'helpdesk' },
  'workplace.overview': { step: 'workplace', outcome: 'pass', owner: null },
  'workplace.libraries-in-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.library-address-missing': { step: 'workplace', outcome: 'attention', owner: 'admin' },
  'workplace.libraries-unknown': { step: 'workplace', outcome: 'unknown', owner: 'helpdesk' },
  'workplace.links-to-source': { step: 'workplace', outcome: 'attention', owner: 'user' },
  'workplace.links-unread': { step: 'workplace', outcome: 'unknown', owner: 'user' },
  'preflight.mail-archives': { step: 'files', outcome: 'attention', owner: 'user' },
  'preflight.notebooks-local': { step: 'files', outcome: 'attention', owner: 'user' },
  'preflight.room-short': { step: 'client', outcome: 'attention', owner: 'user' },
  'preflight.profiles-deleted': { step: 'files', outcome: 'attention', owner: 'admin' },
  'preflight.shared-computer': { step: 'client', outcome: 'attention', owner: 'user' },
  'preflight.unknown': { step: 'client', outcome: 'unknown', owner: 'helpdesk' },
  'preflight.overview': { step: 'all', outcome: 'pass', owner: null },
} as const satisfies Record<string, Meaning>

export type FindingCode = keyof typeof vocabulary

/** The codes in their stable order. */
export const findingCodes = Object.keys(vocabulary) as FindingCode[]

/** True for a code of this vocabulary; a newer client may send others. */
export function isFindingCode(value: unknown): value is FindingCode {
  return typeof value === 'string' && Object.hasOwn(vocabulary, value)
}

export function meaningOf(code: FindingCode): Meaning {
  return vocabulary[code]
}

/**
 * What a copy is beside its original, in `--same`: byte for byte, its content (SharePoint writes its own properties into documents), another
 * content, or not to be told. A contract.
 */
export const samenesses = ['bytes', 'content', 'no', 'untold'] as const
export type Sameness = (typeof samenesses)[number]
