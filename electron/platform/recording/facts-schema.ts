import { z } from 'zod'
import { silentConfigTraces } from '../../../shared/facts/machine.ts'
import type {
  AccountSettings,
  ClientFacts,
  ContextFacts,
  Disk,
  DiskFacts,
  KnownFolder,
  MachineFacts,
  PolicyFacts,
  Shortcut,
  SyncAccount,
  SyncLibrary,
  SyncLog,
  UnreadValue,
} from '../../../shared/facts/machine.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import {
  silentApps,
  workplaceSubjects,
  type Trace,
  type WorkplaceFacts,
} from '../../../shared/facts/workplace.ts'

/**
 * One schema for each field of a type, so that a field that is new in the type does not compile before it is here. The types stay where
 * they are explained.
 */
export type FieldsOf<Value> = { readonly [Key in keyof Value]-?: z.ZodType<Value[Key]> }

const text = z.string()
const texts = z.array(text)
const textOrNull = text.nullable()
const numberOrNull = z.number().nullable()
const origin = { source: text, readAt: z.iso.datetime() }

/** A reading of what `value` proves. */
export function readingOf<Value>(value: z.ZodType<Value>): z.ZodType<Reading<Value>> {
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('read'), value, ...origin }),
    z.object({ kind: z.literal('unreadable'), reason: text, ...origin }),
  ])
}

const unread = z.object({ name: text, reason: text } satisfies FieldsOf<UnreadValue>)

const context = z.object({
  runsAs: z.enum(['user', 'elevated', 'system']),
  isRemote: z.boolean().nullable(),
} satisfies FieldsOf<ContextFacts>)

const library = z.object({
  folder: text,
  organisation: textOrNull,
  siteUrl: textOrNull,
  tenantId: textOrNull,
} satisfies FieldsOf<SyncLibrary>)

const shortcut = z.object({ folder: text, siteUrl: textOrNull } satisfies FieldsOf<Shortcut>)

const settings = z.object({
  tenantId: text,
  siteUrl: text,
  folder: textOrNull,
} satisfies FieldsOf<AccountSettings>)

const account = z.object({
  slot: text,
  kind: z.enum(['business', 'personal']),
  configured: z.boolean(),
  tenantId: textOrNull,
  tenantUntold: text.exactOptional(),
  email: textOrNull,
  organisation: textOrNull,
  folder: textOrNull,
  stored: text.exactOptional(),
  siteUrl: textOrNull,
  lastSignInResult: numberOrNull,
  lastSignInAt: textOrNull,
  libraries: z.array(library),
  settings: settings.nullable(),
} satisfies FieldsOf<SyncAccount>)

const client = z.object({
  installed: z.boolean(),
  perMachine: z.boolean().nullable(),
  executable: textOrNull,
  version: textOrNull,
  running: z.boolean().nullable(),
  startsAtSignIn: z.boolean().nullable(),
  disabledByPolicy: z.boolean(),
} satisfies FieldsOf<ClientFacts>)

const policies = z.object({
  allowedTenants: texts.nullable(),
  blockedTenants: texts.nullable(),
  silentAccountConfig: z.boolean(),
  silentConfigTraces: z.array(z.enum(silentConfigTraces)),
  knownFolderSilentOptIn: textOrNull,
  knownFolderWizard: textOrNull,
  knownFolderBlockOptOut: z.boolean(),
  knownFolderBlockOptIn: z.number(),
  forbidsFolderChange: z.boolean(),
  disablesAutoConfig: z.boolean(),
  blocksExternalSync: z.boolean(),
  deletesShortcutsOnLoss: z.boolean(),
  deletesShortcutsOnRemoval: z.boolean(),
  deletesProfilesAfterDays: numberOrNull,
  keepsProgramsOut: z.boolean(),
  ignoredNames: texts,
  ignoredFolders: texts,
  librariesOf: texts,
  deviceJoinedTo: texts,
  unread: z.array(unread),
} satisfies FieldsOf<PolicyFacts>)

const folderId = z.enum(['desktop', 'documents', 'pictures'])
const knownFolder = z.union([
  z.object({ id: folderId, path: text, providerUntold: text.exactOptional() }),
  z.object({ id: folderId, path: z.null(), reason: text }),
]) satisfies z.ZodType<KnownFolder>

const syncLog = z.object({
  slot: text,
  writtenAt: textOrNull,
  drivesWaiting: numberOrNull,
  changes: numberOrNull,
  filesToUpload: numberOrNull,
  filesToDownload: numberOrNull,
  bytesToUpload: numberOrNull,
  bytesToDownload: numberOrNull,
  failures: numberOrNull,
  isStalled: z.boolean().nullable(),
  progressState: numberOrNull,
  unreadable: textOrNull,
} satisfies FieldsOf<SyncLog>)

const disks = z.object({
  disks: z.array(
    z.object({ root: text, freeBytes: z.number(), totalBytes: z.number() } satisfies FieldsOf<Disk>),
  ),
  unread: z.array(unread),
} satisfies FieldsOf<DiskFacts>)

const trace = z.object({
  tenantId: textOrNull,
  objectId: textOrNull,
  address: textOrNull,
  url: textOrNull,
  label: textOrNull,
  isUsed: z.boolean().nullable(),
} satisfies FieldsOf<Trace>)

const workplace = z.object({
  traces: z.record(z.enum(workplaceSubjects), readingOf(z.array(trace))),
  silentApps: readingOf(z.array(z.enum(silentApps))),
  localNotebooks: readingOf(texts),
} satisfies FieldsOf<WorkplaceFacts>)

/** What another process says of a computer. */
export const factsSchema = z.object({
  platform: z.enum(['windows', 'macos', 'linux']),
  osVersion: text,
  recorded: z.boolean(),
  context: readingOf(context),
  accounts: readingOf(z.array(account)),
  client: readingOf(client),
  policies: readingOf(policies),
  knownFolders: readingOf(z.array(knownFolder)),
  shortcuts: readingOf(z.array(shortcut)).nullable(),
  syncLogs: readingOf(z.array(syncLog)).nullable(),
  disks: readingOf(disks),
  profileFolders: readingOf(texts).nullable(),
  unlistedPlaces: z.array(unread),
  workplace: workplace.nullable(),
  people: readingOf(z.number()).nullable(),
} satisfies FieldsOf<MachineFacts>)
