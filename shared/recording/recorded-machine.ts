import { z } from 'zod'

const name = z.string().max(260)
const longText = z.string().max(32_767)

/** What a computer is asked; `place` says where, `''` where there is only one. */
export const questions = [
  'key',
  'os-version',
  'runs-as',
  'known-folder',
  'is-file',
  'file',
  'disk',
  'is-remote',
  'process',
  'folder',
  'link',
  'provider',
  'entries',
  'people',
] as const
export type Question = (typeof questions)[number]

/**
 * `machine.json` of a recording: what the registry does not hold. Loose, because a newer recording may hold
 * more; paths in it are only compared, never opened on the computer that reads it.
 */
export const recordedMachineSchema = z.looseObject({
  formatVersion: z.literal(1),
  /** When the computer was looked at: the age of everything the recording says. */
  takenAt: z.iso.datetime(),
  platform: z.enum(['windows', 'macos', 'linux']),
  osVersion: z.string().min(1).max(60),
  user: z.looseObject({
    name,
    sid: name.nullable(),
    elevated: z.boolean(),
    /** Session of the process that recorded; 0 has no desktop. */
    session: z.int().min(0),
    /** A remote desktop session; left out where not asked. */
    remote: z.boolean().optional(),
  }),
  env: z.record(name, longText),
  processes: z.array(z.looseObject({ name, session: z.int().min(0).optional() })).max(20_000),
  disks: z
    .array(z.looseObject({ root: name, freeBytes: z.number().min(0), totalBytes: z.number().min(0) }))
    .max(100)
    .default([]),
  /** Full paths of the client's files that were there: `C:\Program Files\Microsoft OneDrive\OneDrive.exe`. */
  files: z.array(longText).max(1_000).default([]),
  /** When the client's files below `files/` were written, by full path: copies do not keep that. */
  fileTimes: z.record(longText, z.iso.datetime()).default({}),
  /** What the computer refused to tell, so that it is not taken for something that was not there. */
  unreadable: z
    .array(z.looseObject({ what: z.enum(questions), place: longText, reason: longText }))
    .max(10_000)
    .default([]),
  /** macOS: the programs that were asked for; left out where it was the client's menu alone. */
  processesAsked: z.array(name).max(100).exactOptional(),
  /** macOS: where links lead that were looked at (`/Users/amy/Desktop`), by full path. */
  links: z.record(longText, longText).default({}),
  /** macOS: the file provider's domain that claims a folder, null where none does; what is not in it no one asked. */
  providers: z.record(longText, longText.nullable()).exactOptional(),
  /** Windows: names in folders of other programs, by full path. Left out where no one looked at the rest of the computer. */
  folderNames: z.record(longText, z.array(name).max(1_000)).exactOptional(),
  /** The folders directly in the person's profile, by name or full path; left out where not listed. */
  profileFolders: z.array(longText).max(10_000).exactOptional(),
  /** Windows: how many people have a profile on it; left out where no one asked, or it was not told. */
  people: z.int().min(0).max(10_000).exactOptional(),
})
export type RecordedMachine = z.infer<typeof recordedMachineSchema>

export type RecordedMachineResult =
  | { readonly kind: 'parsed'; readonly machine: RecordedMachine }
  | { readonly kind: 'refused'; readonly code: MachineRefusal; readonly reason: string }

/** Why there is no `machine.json` to read; `newer-format` is one of a newer Landfall. */
export type MachineRefusal = 'missing' | 'too-large' | 'unreadable' | 'not-json' | 'newer-format' | 'invalid'

/** Proves the text of a `machine.json`; the reason of a refusal names key and cause. Never throws. */
export function parseRecordedMachine(text: string): RecordedMachineResult {
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return {
      kind: 'refused',
      code: 'not-json',
      reason: `not valid JSON: ${error instanceof Error ? error.message : 'unknown'}`,
    }
  }
  const parsed = recordedMachineSchema.safeParse(raw)
  if (parsed.success) return { kind: 'parsed', machine: parsed.data }
  const issue = parsed.error.issues[0]
  return {
    kind: 'refused',
    code: isNewer(raw) ? 'newer-format' : 'invalid',
    reason: `${issue?.path.join('.') || '(file)'}: ${issue?.message ?? 'not understood'}`,
  }
}

function isNewer(raw: unknown): boolean {
  const { data } = z.object({ formatVersion: z.number().gt(1) }).safeParse(raw)
  return data !== undefined
}
