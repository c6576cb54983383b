import { mkdir, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { renameReasons, copyFailures } from '../../../shared/files/rescue.ts'
import { notUploadedReasons } from '../../../shared/files/scan.ts'
import { patiently } from '../../platform/durable-file.ts'
import { parseJson } from '../../../shared/text/parse-json.ts'
import { contentDigestSchema } from '../documents/describe-document.ts'

/** Where what was done is written down: with this person's data, never in a OneDrive. */
export const journalName = 'rescue-journal.ndjson'
/** What the person chose: selection and waivers. */
export const choicesName = 'rescue-choices.ndjson'

/** Below the new OneDrive, and nothing else, whatever has changed the journal: no drive, no way up, no stream of a file. */
const target = z.string().refine(isBelow)

function isBelow(target: string): boolean {
  if (/[\\:\0]/.test(target)) return false
  // Windows drops dots and blanks at the end of a name: `.. ` leads up as well.
  return target.split('/').every((name) => !/^[. ]*$/.test(name))
}

const size = z.number().min(0)
const modifiedAt = z.number().nullable()
const file = { path: z.string().min(1), size, modifiedAt }

const journalSchema = z.discriminatedUnion('kind', [
  /** Temporary names of a run begin with its mark, so that only ours are ever cleared away. */
  z.object({ kind: z.literal('run'), mark: z.string().regex(/^[0-9a-f]{12}$/), at: z.string() }),
  /** Before anything of the file exists at its target: a later run takes the same target. */
  z.object({
    kind: z.literal('intent'),
    ...file,
    target,
    renamed: z.enum(renameReasons).nullable(),
  }),
  /** It lies there whole, verified and flushed. */
  z.object({
    kind: z.literal('copied'),
    ...file,
    target,
    renamed: z.enum(renameReasons).nullable(),
    quickXorHash: z.string(),
    sha256: z.string(),
    /** Of a document: what has to be known of it once SharePoint has written into the copy. Not in older journals. */
    content: contentDigestSchema.exactOptional(),
    /** Not all that the system keeps beside its original went with it. */
    lacksStreams: z.literal(true).exactOptional(),
    at: z.string(),
  }),
  z.object({ kind: z.literal('failed'), path: file.path, failure: z.enum(copyFailures), at: z.string() }),
  /** The copy is neither here nor in the cloud any more. */
  z.object({ kind: z.literal('returned'), path: file.path, at: z.string() }),
  /** Met in the new OneDrive, by name and content, before anything was copied: from another computer, or from before a journal was lost. */
  z.object({
    kind: z.literal('joined'),
    ...file,
    target,
    quickXorHash: z.string(),
    content: contentDigestSchema.exactOptional(),
    at: z.string(),
  }),
  /** The client gave the copy another name, because of a conflict. */
  z.object({ kind: z.literal('renamed'), path: file.path, target, at: z.string() }),
  /** For how long the client was seen at work until now, all looks together: copies that it has not taken by then are named. */
  z.object({ kind: z.literal('taking'), milliseconds: z.number().min(0), at: z.string() }),
  /** Graph has it: the same bytes, or `content`: the same document with Microsoft's additions. */
  z.object({
    kind: z.literal('proven'),
    path: file.path,
    by: z.literal('content').exactOptional(),
    at: z.string(),
  }),
  /** It belongs to OneNote: a file of the notebook in this folder, or (null) a shortcut to a notebook of the old cloud. */
  z.object({ kind: z.literal('notebook'), ...file, notebook: z.string().min(1).nullable(), at: z.string() }),
  /** Whether the new OneDrive has the notebook of this shortcut at the same place. */
  z.object({ kind: z.literal('notebook-sought'), ...file, isThere: z.boolean(), at: z.string() }),
  /** Nothing was copied: what the new OneDrive has under its own path, beside this version of it. */
  z.object({
    kind: z.literal('compared'),
    ...file,
    found: z.enum(['present', 'absent', 'different']),
    /** It is present with Microsoft's additions. */
    by: z.literal('content').exactOptional(),
    at: z.string(),
  }),
])
export type JournalLine = z.infer<typeof journalSchema>

const what = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), path: z.string() }),
  z.object({ kind: z.literal('reason'), reason: z.enum(notUploadedReasons) }),
  z.object({ kind: z.literal('folder'), folder: z.string() }),
  z.object({ kind: z.literal('all') }),
])
const choiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('selected'), what, isSelected: z.boolean() }),
  z.object({ kind: z.literal('waived'), what, at: z.iso.datetime(), size: size.optional(), modifiedAt }),
  z.object({ kind: z.literal('unwaived'), what, at: z.iso.datetime() }),
])
export type ChoiceLine = z.infer<typeof choiceSchema>

/** Lines that were once written whole, in their order. One that a crash cut off, or that is no line of ours, is passed over. */
export async function* readJournal(name: string): AsyncGenerator<JournalLine> {
  yield* readLines(name, journalSchema)
}

export async function* readChoices(name: string): AsyncGenerator<ChoiceLine> {
  yield* readLines(name, choiceSchema)
}

async function* readLines<Line>(name: string, schema: z.ZodType<Line>): AsyncGenerator<Line> {
  const handle = await openIfPresent(name)
  if (handle === null) return
  // Closes itself at the end, or where no one wants more.
  for await (const text of handle.readLines()) {
    const line = schema.safeParse(parseJson(text))
    if (line.success) yield line.data
  }
}

async function openIfPresent(name: string): Promise<FileHandle | null> {
  try {
    return await patiently(() => open(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** A file that only grows. */
export type Ledger<Line> = {
  /** Writes lines; they are on the disk when this is done. Calls follow one another. */
  write(lines: readonly Line[]): Promise<void>
  close(): Promise<void>
}

/** Opens a ledger at its end; it is made when the first line is written. */
export function openLedger<Line extends object>(name: string): Ledger<Line> {
  let opened: Promise<FileHandle> | null = null
  let last: Promise<unknown> = Promise.resolve()

  async function append(lines: readonly Line[]): Promise<void> {
    opened ??= openAtEnd(name)
    const handle = await opened.catch((error: unknown) => {
      opened = null
      throw error
    })
    try {
      await handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await handle.datasync()
    } catch (error) {
      // On a full disk a line may be there in part; opening again ends it.
      opened = null
      await handle.close()
      throw error
    }
  }

  return {
    write: (lines) => {
      if (lines.length === 0) return Promise.resolve()
      const done = last.then(() => patiently(() => append(lines)))
      last = done.catch(() => undefined)
      return done
    },
    close: async () => {
      await last
      await (await opened?.catch(() => null))?.close()
      opened = null
    },
  }
}

/** Writes lines at the end of a ledger that no one holds open for longer; they are on the disk when this is done. */
export async function appendLines<Line extends object>(name: string, lines: readonly Line[]): Promise<void> {
  const ledger = openLedger<Line>(name)
  try {
    await ledger.write(lines)
  } finally {
    await ledger.close()
  }
}

async function openAtEnd(name: string): Promise<FileHandle> {
  await mkdir(path.dirname(name), { recursive: true, mode: 0o700 })
  const handle = await open(name, 'a+', 0o600)
  const { size: length } = await handle.stat()
  if (length > 0) {
    const end = Buffer.alloc(1)
    await handle.read(end, 0, 1, length - 1)
    // A line that a crash cut off must not swallow the next.
    if (end[0] !== 0x0a) await handle.appendFile('\n')
  }
  return handle
}
