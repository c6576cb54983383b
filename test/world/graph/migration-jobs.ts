import { randomBytes } from 'node:crypto'
import type { Answer } from '../../../admin/server/egress/ask-outside.ts'

/** A person in a job, as Graph writes it. */
export type WrittenTask = {
  readonly id: string
  readonly currentStatus: readonly {
    readonly service: string
    readonly status: string
    readonly errors?: readonly { readonly code: string; readonly message?: string }[]
  }[]
}

export type WrittenJob = {
  readonly id: string
  readonly jobType: string
  readonly status: string
  readonly sourceTenantId: string
  readonly targetTenantId: string
  readonly createdDateTime: string
  readonly lastUpdatedDateTime: string
  readonly users: readonly WrittenTask[]
}

/** Microsoft's migration jobs as Graph answers for them: strict about what is asked, wilful about how it answers. */
export type MigrationJobs = {
  /** Replaces the jobs. Pages that were begun before still come from the old list. */
  set(jobs: readonly WrittenJob[]): void
  /** Answers the next `times` requests like this; a `Retry-After` that is not kept is counted in `impatient`. */
  fault(status: number, times?: number, retryAfter?: string): void
  answer(url: URL, method?: string): Answer
  record(): {
    readonly requests: number
    readonly writes: number
    readonly impatient: number
    readonly paths: readonly string[]
  }
}

const pageSize = 20
const base = '/solutions/migrations/crossTenantMigrationJobs'

export function createMigrationJobs(origin: string, now: () => number = Date.now): MigrationJobs {
  let jobs: readonly WrittenJob[] = []
  const pages = new Map<string, { readonly path: string; readonly items: readonly unknown[] }>()
  const faults: { readonly status: number; readonly retryAfter: string | undefined; left: number }[] = []
  const paths: string[] = []
  let writes = 0
  let impatient = 0
  let patientUntil = 0

  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    text: JSON.stringify(body),
  })
  const refusal = (status: number, code: string, headers?: Record<string, string>): Answer =>
    json(status, { error: { code, message: 'SYNTH' } }, headers)

  /** The token names a page of this moment and nothing that could be guessed; the link has another capital, as Graph's have. */
  function toPage(path: string, items: readonly unknown[]): Answer {
    const rest = items.slice(pageSize)
    if (rest.length === 0) return json(200, { '@odata.context': `${origin}${path}`, value: items })
    const token = `[{"t":"${randomBytes(9).toString('base64')}+="}]`
    pages.set(token, { path, items: rest })
    const spelt = path.replace('/crossTenantMigrationJobs', '/CrossTenantMigrationJobs')
    return json(200, {
      value: items.slice(0, pageSize),
      '@odata.nextLink': `${origin}${spelt}?$skiptoken=${encodeURIComponent(token)}`,
    })
  }

  function answer(url: URL, method = 'GET'): Answer {
    paths.push(url.pathname)
    if (method !== 'GET') {
      writes += 1
      return refusal(403, 'Forbidden')
    }
    if (now() < patientUntil) impatient += 1
    const fault = faults[0]
    if (fault !== undefined) {
      fault.left -= 1
      if (fault.left === 0) faults.shift()
      const seconds = Number(fault.retryAfter)
      if (!Number.isNaN(seconds)) patientUntil = now() + seconds * 1000
      const { retryAfter } = fault
      return refusal(
        fault.status,
        'SYNTH',
        retryAfter === undefined ? undefined : { 'retry-after': retryAfter },
      )
    }
    const [, version = '', rest = ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(url.pathname) ?? []
    if (version === '' || url.origin !== origin) return refusal(404, 'ResourceNotFound')
    if ([...url.searchParams.keys()].some((name) => name !== '$skiptoken')) return refusal(400, 'BadRequest')
    const place = rest.replace(/\/crossTenantMigrationJobs/i, '/crossTenantMigrationJobs')
    const token = url.searchParams.get('$skiptoken')
    if (token !== null) {
      const page = pages.get(token)
      return page?.path === `/${version}${place}` ? toPage(page.path, page.items) : refusal(400, 'BadRequest')
    }
    if (place === base)
      return toPage(
        `/${version}${place}`,
        jobs.map(({ users: _users, ...job }) => ({ ...job, resources: [], workloads: [], message: '' })),
      )
    const [, id] = /^\/solutions\/migrations\/crossTenantMigrationJobs\/([^/]+)\/users$/.exec(place) ?? []
    const job = jobs.find((each) => each.id === id)
    return job === undefined ? refusal(404, 'ResourceNotFound') : toPage(`/${version}${place}`, job.users)
  }

  return {
    set(next) {
      jobs = next
    },
    fault(status, times = 1, retryAfter) {
      faults.push({ status, retryAfter, left: times })
    },
    answer,
    record: () => ({ requests: paths.length, writes, impatient, paths }),
  }
}
