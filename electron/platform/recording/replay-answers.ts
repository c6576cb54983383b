import { z } from 'zod'
import type { ManagedLayer } from '../../../shared/config/managed-settings.ts'
import { recordedMachineSchema } from '../../../shared/recording/recorded-machine.ts'
import type { RegFileKey } from '../../../shared/recording/reg-file.ts'
import {
  notUploadedReasons,
  type Amount,
  type Found,
  type LeftFile,
  type ScanEntry,
  type ScanProgress,
  type ScanResult,
} from '../../../shared/files/scan.ts'
import { factsSchema, readingOf, type FieldsOf } from './facts-schema.ts'
import type { RecordingContent } from './recording-content.ts'
import type { FromReplay, ReplayAnswers } from './replay-messages.ts'

/*
 * What a process that reads a stranger's recording may say. It read what somebody may have made to mislead it, so nothing it says is
 * believed by its type.
 */

const text = z.string()
const count = z.number().min(0)
const numberOrNull = z.number().nullable()

const amount = z.object({ files: count, bytes: count } satisfies FieldsOf<Amount>)

const scanResult = z.object({
  files: count,
  folders: count,
  bytes: count,
  reasons: z.record(z.enum(notUploadedReasons), amount),
  unreadable: z.object({ folders: count, paths: z.array(text) }),
  links: count,
  hasCloudState: z.boolean(),
  mailArchives: amount,
  pinned: amount,
} satisfies FieldsOf<ScanResult>)

const entry = z.object({
  name: text,
  size: z.number(),
  modifiedAt: numberOrNull,
  createdAt: numberOrNull.exactOptional(),
  attributes: z.number(),
  reparseTag: numberOrNull,
  placeholderState: numberOrNull,
  providerState: numberOrNull,
} satisfies FieldsOf<ScanEntry>)

const found = z.object({ path: text, entry: entry.nullable() } satisfies FieldsOf<Found>)

const left = z.object({
  path: text,
  size: z.number(),
  modifiedAt: numberOrNull,
  reason: z.enum(notUploadedReasons),
} satisfies FieldsOf<LeftFile>)

const progress = z.object({ files: count, foldersLeft: count } satisfies FieldsOf<ScanProgress>)

/** A property list may hold one that is no finite number; that suits no setting, and hides no other. */
const anyNumber = z.custom<number>((value) => typeof value === 'number')

const layer = z.object({
  place: text,
  values: z.map(text, z.union([text, anyNumber, z.boolean(), z.array(text), z.null()])),
} satisfies FieldsOf<ManagedLayer>)

const registryValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['string', 'expandable']), text }),
  z.object({ kind: z.literal('strings'), texts: z.array(text) }),
  z.object({ kind: z.literal('dword'), number: z.number() }),
  z.object({ kind: z.literal('qword'), number: z.bigint() }),
  z.object({ kind: z.literal('binary'), bytes: z.instanceof(Uint8Array) }),
])

const key = z.object({ path: text, values: z.map(text, registryValue) } satisfies FieldsOf<RegFileKey>)

const content = z.object({
  machine: recordedMachineSchema,
  registry: z.array(key).nullable(),
  copies: z.map(text, z.instanceof(Uint8Array)),
  folders: z.array(z.enum(['files', 'plists'])),
} satisfies FieldsOf<RecordingContent>)

const answers: FieldsOf<ReplayAnswers> = {
  open: z.null(),
  facts: factsSchema,
  record: content,
  policy: z.array(layer),
  scan: readingOf(scanResult).nullable(),
}

const id = z.int()
const messages = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id, value: z.unknown() }),
  z.object({ kind: z.literal('refused'), id, file: text, reason: text }),
  z.object({ kind: z.literal('failed'), id, message: text }),
  z.object({ kind: z.literal('found'), found: z.array(found) }),
  z.object({ kind: z.literal('left'), left: z.array(left) }),
  z.object({ kind: z.literal('progress'), progress }),
]) satisfies z.ZodType<FromReplay>

/** A message of such a process; null for what is none. What an answer holds is proven by `parseAnswer`. */
export function parseFromReplay(said: unknown): FromReplay | null {
  return messages.safeParse(said).data ?? null
}

/** The answer to a question of this kind. Undefined for what is none; never throws. */
export function parseAnswer<Kind extends keyof ReplayAnswers>(
  kind: Kind,
  value: unknown,
): ReplayAnswers[Kind] | undefined {
  const schema = answers[kind] as z.ZodType as z.ZodType<ReplayAnswers[Kind]>
  return schema.safeParse(value).data
}
