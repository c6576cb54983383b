import { parseJson } from '../../../shared/text/parse-json.ts'
import type { AskOutside } from '../egress/ask-outside.ts'
import type { GetToken } from './credentials.ts'
import { LiveTrouble } from './live-trouble.ts'
import {
  readJobPage,
  readTaskPage,
  type MigrationJob,
  type MigrationTask,
  type Page,
} from './migration-job.ts'

/** Reads jobs and their people from Graph; it has no way to write. Throws `LiveTrouble`. */
export type GraphReader = {
  readonly readJobs: () => Promise<Whole<MigrationJob>>
  /** Null for a job that is not there any more. */
  readonly readTasks: (jobId: string) => Promise<Whole<MigrationTask> | null>
  readonly requests: () => number
}

/** All pages. With `unreadable` entries it is not whole, and absence in it says nothing. */
export type Whole<Item> = { readonly items: readonly Item[]; readonly unreadable: number }

export type GraphReaderPorts = {
  readonly ask: AskOutside
  readonly getToken: GetToken
  /** `https://graph.microsoft.com` */
  readonly resource: string
  readonly version: 'v1.0' | 'beta'
}

const pagesAtMost = 20_000
/** Where Graph says "later" without saying when. */
const laterMilliseconds = 30_000
const laterAtMostMilliseconds = 3_600_000

/** Follows the links of pages as they are written, to the same host only. */
export function createGraphReader({ ask, getToken, resource, version }: GraphReaderPorts): GraphReader {
  const base = `${resource}/${version}/solutions/migrations/crossTenantMigrationJobs`
  let requests = 0

  async function askOnce(url: URL, isRefused: boolean): ReturnType<AskOutside> {
    const token = await getToken(isRefused)
    requests += 1
    return ask(url, { headers: { accept: 'application/json', authorization: `Bearer ${token}` } }).catch(
      () => {
        throw new LiveTrouble('live.unreachable', 'Graph did not answer')
      },
    )
  }

  /** Null for 404. A refused token is replaced once. */
  async function read(url: URL): Promise<unknown> {
    let answer = await askOnce(url, false)
    if (answer.status === 401) answer = await askOnce(url, true)
    const { status, headers, text } = answer
    if (status === 200) return parseJson(text)
    if (status === 404) return null
    if (status === 429 || status === 503 || status === 504)
      throw new LiveTrouble('live.throttled', `Graph answered ${status}`, toMilliseconds(headers))
    if (status === 401 || status === 403) throw new LiveTrouble('live.refused', `Graph answered ${status}`)
    throw new LiveTrouble('live.unreachable', `Graph answered ${status}`)
  }

  async function readAll<Item>(
    first: string,
    toPage: (answer: unknown) => Page<Item> | null,
  ): Promise<Whole<Item> | null> {
    const items: Item[] = []
    const seen = new Set<string>()
    let unreadable = 0
    for (let next: string | null = first; next !== null;) {
      if (seen.has(next) || seen.size >= pagesAtMost)
        throw new LiveTrouble('live.answer-unreadable', 'the pages have no end')
      seen.add(next)
      const answer = await read(toLink(next, base))
      if (answer === null && seen.size === 1) return null
      const page = toPage(answer)
      if (page === null) throw new LiveTrouble('live.answer-unreadable', 'the answer is no page')
      for (const item of page.items) items.push(item)
      unreadable += page.unreadable
      next = page.next
    }
    return { items, unreadable }
  }

  return {
    async readJobs() {
      const jobs = await readAll(base, readJobPage)
      if (jobs === null) throw new LiveTrouble('live.not-found', 'this Graph knows no migration jobs')
      return jobs
    },
    readTasks: (jobId) => readAll(`${base}/${encodeURIComponent(jobId)}/users`, readTaskPage),
    requests: () => requests,
  }
}

/** A page's link. The token goes to no other host, and to no other part of Graph. */
function toLink(text: string, base: string): URL {
  const url = URL.parse(text)
  const home = new URL(base)
  const isHome =
    url?.origin === home.origin && url.pathname.toLowerCase().startsWith(home.pathname.toLowerCase())
  if (url === null || !isHome)
    throw new LiveTrouble('live.answer-unreadable', 'a page’s link leads elsewhere')
  return url
}

function toMilliseconds(headers: Readonly<Record<string, string>>): number {
  const text = headers['retry-after'] ?? ''
  const wanted = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(wanted) || wanted <= 0 ? laterMilliseconds : Math.min(wanted, laterAtMostMilliseconds)
}
