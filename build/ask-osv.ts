import { z } from 'zod'
import { readAdvisory, toAffected, type Advisory, type Affected, type Installed } from './advisories.ts'

export const osv = 'https://api.osv.dev/v1'

/** OSV takes 1,000 questions at once. */
const atOnce = 500
/** More pages than any package has: the other side gives the same one again and again. */
const pagesAtMost = 100

const batchSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      vulns: z.array(z.looseObject({ id: z.string() })).optional(),
      next_page_token: z.string().optional(),
    }),
  ),
})

/** What was found out, and how new it is. */
export type Answer = { readonly affected: readonly Affected[]; readonly newest: string }

/**
 * Asks OSV (google.github.io/osv.dev/api), which needs no login, about each package and version. Whether a version is affected is
 * OSV’s word. Throws where any question has no answer.
 */
export async function askOsv(installed: readonly Installed[], url = osv): Promise<Answer> {
  const matches: { readonly one: Installed; readonly id: string }[] = []
  for (let at = 0; at < installed.length; at += atOnce) {
    let open = installed.slice(at, at + atOnce).map((one) => ({ one, token: '' }))
    for (let page = 0; open.length > 0; page += 1) {
      if (page === pagesAtMost) throw new Error('OSV goes on giving pages')
      const results = await askBatch(url, open)
      open = open.flatMap(({ one }, place) => {
        const { vulns = [], next_page_token: token = '' } = results[place] ?? {}
        for (const { id } of vulns) matches.push({ one, id })
        return token === '' ? [] : [{ one, token }]
      })
    }
  }
  const advisories = new Map<string, Advisory>()
  for (const id of new Set(matches.map((match) => match.id))) {
    const advisory = readAdvisory(await askJson(`${url}/vulns/${encodeURIComponent(id)}`))
    if (advisory === null) throw new Error(`OSV’s ${id} is not an advisory`)
    advisories.set(id, advisory)
  }
  const affected = matches.flatMap(({ one, id }) => {
    const advisory = advisories.get(id)
    return advisory === undefined || advisory.withdrawn !== undefined ? [] : [toAffected(one, advisory)]
  })
  return { affected, newest: new Date().toISOString() }
}

async function askBatch(url: string, open: readonly { readonly one: Installed; readonly token: string }[]) {
  const queries = open.map(({ one: { name, version }, token }) => ({
    package: { ecosystem: 'npm', name },
    version,
    ...(token !== '' && { page_token: token }),
  }))
  const answer = await askJson(`${url}/querybatch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ queries }),
  })
  const batch = batchSchema.safeParse(answer).data
  if (batch?.results.length !== queries.length) throw new Error('OSV answered something else than was asked')
  return batch.results
}

async function askJson(url: string, wish: RequestInit = {}): Promise<unknown> {
  const { host } = new URL(url)
  const response = await fetch(url, { ...wish, signal: AbortSignal.timeout(60_000) }).catch(
    (error: Error) => {
      const cause = error.cause as { readonly code?: string } | undefined
      throw new Error(`${host} cannot be reached: ${cause?.code ?? error.name}`)
    },
  )
  if (!response.ok) throw new Error(`${host} answered ${response.status}`)
  return response.json()
}
