import { z } from 'zod'
import type { Workload } from '../../../shared/move/live-source.ts'

/** A page of Graph's answers; `next` is followed as it is written. */
export type Page<Item> = {
  readonly items: readonly Item[]
  readonly next: string | null
  /** Entries that could not be read. They are not absent: what depends on them stays unknown. */
  readonly unreadable: number
}

/** A `crossTenantMigrationJob`, with its words in lower case. */
export type MigrationJob = {
  readonly id: string
  /** `migrate`, `validate`, or an unknown word. */
  readonly kind: string
  readonly status: string
  /** Null where the answer does not say. */
  readonly sourceTenantId: string | null
  readonly targetTenantId: string | null
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

/** A `crossTenantMigrationTask`: one person in one job. */
export type MigrationTask = {
  /** The person's object id in the target tenant. */
  readonly id: string
  /** The state of each workload in lower case; null where the job does not move it. */
  readonly statuses: Readonly<Record<Workload, string | null>>
  /** Microsoft's codes of the OneDrive entry. Messages may hold addresses and are not kept. */
  readonly codes: readonly string[]
}

const word = z.string().max(60).nullish()
const time = z.string().max(40).nullish()

const jobSchema = z.looseObject({
  id: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w.-]+$/),
  jobType: word,
  status: word,
  sourceTenantId: word,
  targetTenantId: word,
  createdDateTime: time,
  lastUpdatedDateTime: time,
})

const taskSchema = z.looseObject({
  id: z.guid().toLowerCase(),
  currentStatus: z
    .array(
      z.looseObject({
        service: z.string().max(60),
        status: word,
        errors: z.array(z.looseObject({ code: z.string().max(100).nullish() })).nullish(),
      }),
    )
    .max(50)
    .nullish(),
})

const pageSchema = z.looseObject({
  value: z.array(z.unknown()).max(10_000),
  '@odata.nextLink': z.string().min(1).max(16_384).nullish(),
})

/** Reads a page of jobs. Null where the answer is no page. */
export function readJobPage(answer: unknown): Page<MigrationJob> | null {
  return readPage(answer, (raw) => {
    const job = jobSchema.safeParse(raw).data
    return (
      job && {
        id: job.id,
        kind: toWord(job.jobType),
        status: toWord(job.status),
        sourceTenantId: job.sourceTenantId?.toLowerCase() ?? null,
        targetTenantId: job.targetTenantId?.toLowerCase() ?? null,
        createdAt: job.createdDateTime ?? null,
        updatedAt: job.lastUpdatedDateTime ?? null,
      }
    )
  })
}

/** Reads a page of a job's people. Null where the answer is no page. */
export function readTaskPage(answer: unknown): Page<MigrationTask> | null {
  return readPage(answer, (raw) => {
    const task = taskSchema.safeParse(raw).data
    if (task === undefined) return undefined
    const entries = task.currentStatus ?? []
    const ofService = (service: string): string | null => {
      const words = new Set(
        entries
          .filter((entry) => entry.service.toLowerCase() === service)
          .map(({ status }) => toWord(status)),
      )
      const [only = null] = words
      // Two entries of one workload that differ say nothing that could be believed.
      return words.size > 1 ? 'contradictory' : only
    }
    const codes = entries
      .filter(({ service }) => service.toLowerCase() === 'odsp')
      .flatMap(({ errors }) => (errors ?? []).flatMap(({ code }) => (isCode(code) ? [code] : [])))
    return {
      id: task.id,
      statuses: {
        mailbox: ofService('exchange'),
        oneDrive: ofService('odsp'),
        teams: ofService('teams'),
        meetings: ofService('meeting'),
      },
      codes: [...new Set(codes)].slice(0, 10),
    }
  })
}

function readPage<Item>(answer: unknown, read: (raw: unknown) => Item | undefined): Page<Item> | null {
  const page = pageSchema.safeParse(answer).data
  if (page === undefined) return null
  const items = page.value.flatMap((raw) => read(raw) ?? [])
  return { items, next: page['@odata.nextLink'] ?? null, unreadable: page.value.length - items.length }
}

/** PowerShell prints PascalCase, and the documentation writes “Canceled” as well. */
function toWord(text: string | null | undefined): string {
  const word = (text ?? '').trim().toLowerCase()
  if (word === 'canceled') return 'cancelled'
  return word === '' ? 'unknown' : word
}

/** A name or number like `CTM-102`; anything else may be a message with an address in it. */
function isCode(code: string | null | undefined): code is string {
  return /^-?[\w-]{1,80}$/.test(code ?? '')
}
