import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Installed } from '../../../build/advisories.ts'
import { askOsv } from '../../../build/ask-osv.ts'
import { freePort } from '../../world/free-port.ts'

// As google.github.io/osv.dev/post-v1-querybatch says: nothing but these fields, 1,000 questions at most, a token goes with the
// question that it was given for, and the answers come in the order of the questions.
const querySchema = z.strictObject({
  package: z.strictObject({ ecosystem: z.literal('npm'), name: z.string() }),
  version: z.string(),
  page_token: z.string().min(1).optional(),
})
const batchSchema = z.strictObject({ queries: z.array(querySchema).min(1).max(1_000) })

type World = {
  /** The ids of each page, by name and version. */
  readonly pages?: Readonly<Record<string, readonly (readonly string[])[]>>
  readonly details?: Readonly<Record<string, object>>
  /** In the place of any answer. */
  readonly status?: number
}
type Osv = { readonly url: string; readonly asked: string[]; readonly stop: () => Promise<void> }

async function startOsv({ pages = {}, details = {}, status }: World): Promise<Osv> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      asked.push(`${request.method} ${request.url}`)
      const answer = status === undefined ? await answerTo(request) : null
      response.writeHead(answer === null ? (status ?? 400) : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer ?? { code: 3, message: 'Invalid' }))
    })()
  })
  async function answerTo(request: IncomingMessage): Promise<object | null> {
    if (request.method === 'GET')
      return details[decodeURIComponent(request.url?.replace('/v1/vulns/', '') ?? '')] ?? null
    if (request.url !== '/v1/querybatch' || request.headers['content-type'] !== 'application/json')
      return null
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const batch = batchSchema.safeParse(JSON.parse(body)).data
    if (batch === undefined) return null
    const results = batch.queries.map(({ package: { name }, version, page_token: token }) => {
      const own = pages[`${name}@${version}`] ?? []
      const at = token === undefined ? 0 : Number(/^token-of-(.*)-(\d+)$/.exec(token)?.[2])
      if (token !== undefined && !token.startsWith(`token-of-${name}-`)) throw new Error('another’s token')
      const vulns = own[at]?.map((id) => ({ id, modified: '2026-11-20T09:14:03Z' }))
      return {
        ...(vulns && vulns.length > 0 && { vulns }),
        ...(at + 1 < own.length && { next_page_token: `token-of-${name}-${at + 1}` }),
      }
    })
    return { results }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async stop() {
      server.close()
      await once(server, 'close')
    },
  }
}

async function ask(world: World, installed: readonly Installed[]) {
  const server = await startOsv(world)
  try {
    const { affected } = await askOsv(installed, server.url)
    return {
      lines: affected.map((each) => `${each.name}@${each.version} ${each.advisory}`),
      asked: server.asked,
    }
  } finally {
    await server.stop()
  }
}

const left = { name: 'left', version: '1.4.0', isTool: false }
const scoped = { name: '@real/name', version: '1.0.0', isTool: true }
/** Its range is of another ecosystem’s form, so that only OSV itself can say who is affected. */
const detailsOf = (...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, { id, affected: [] }]))

describe('askOsv', () => {
  it('goes on with the pages of each question that has more, and takes OSV’s word for who is affected', async () => {
    const pages = { 'left@1.4.0': [['GHSA-1'], [], ['GHSA-2']], '@real/name@1.0.0': [['GHSA-1']] }
    const { lines, asked } = await ask({ pages, details: detailsOf('GHSA-1', 'GHSA-2') }, [left, scoped])
    expect(lines.toSorted()).toEqual(['@real/name@1.0.0 GHSA-1', 'left@1.4.0 GHSA-1', 'left@1.4.0 GHSA-2'])
    expect(asked.filter((each) => each.startsWith('POST')).length).toBe(3)
    expect(asked.filter((each) => each.endsWith('/vulns/GHSA-1')).length).toBe(1)
  })

  it('asks about as many packages as there are, in questions that OSV takes', async () => {
    const many = Array.from({ length: 1_201 }, (_unused, place) => ({ ...left, name: `package-${place}` }))
    const pages = { 'package-1200@1.4.0': [['GHSA-1']] }
    expect((await ask({ pages, details: detailsOf('GHSA-1') }, many)).lines).toEqual([
      'package-1200@1.4.0 GHSA-1',
    ])
  })

  it('passes over what was withdrawn', async () => {
    const details = { 'GHSA-1': { id: 'GHSA-1', withdrawn: '2026-01-01T00:00:00Z' } }
    expect((await ask({ pages: { 'left@1.4.0': [['GHSA-1']] }, details }, [left])).lines).toEqual([])
  })

  it.each([
    ['a server in trouble', { status: 503 }],
    ['an advisory that cannot be had', { pages: { 'left@1.4.0': [['GHSA-1']] } }],
    ['an advisory without an id', { pages: { 'left@1.4.0': [['GHSA-1']] }, details: { 'GHSA-1': {} } }],
  ])('says of %s that there is no answer, and not that nothing is known', async (_what, world) => {
    await expect(ask(world, [left])).rejects.toThrow()
  })

  it('says so where no one is there', async () => {
    const port = await freePort()
    await expect(askOsv([left], `http://127.0.0.1:${port}/v1`)).rejects.toThrow(
      `127.0.0.1:${port} cannot be reached`,
    )
  })
})
