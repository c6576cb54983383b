import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { askSiteAddresses } from '../../../../electron/plan/ask-site-addresses.ts'
import type { Answer } from '../../../../electron/session/session.ts'

const key = 'contoso.sharepoint.com/sites/finance'
const hash = createHash('sha256').update(`landfall-site:${key}`).digest('hex')
const money = 'https://fabrikam.sharepoint.com/sites/money'

function askWith(answer: Answer, keys: readonly string[] = [key]) {
  const asked: { path: string; body: unknown }[] = []
  const found = askSiteAddresses(
    {
      ask: async (service, path, init) => {
        asked.push({ path: `${service} ${path}`, body: init?.body })
        return answer
      },
    },
    keys,
  )
  return { found, asked }
}
const answered = (status: number, body: unknown): Answer => ({
  kind: 'answered',
  response: Response.json(body, { status }),
})

describe('askSiteAddresses', () => {
  it('sends hashes and no address, and gives the new address by the old one', async () => {
    const { found, asked } = askWith(answered(200, { sites: [{ site: hash, address: money }] }))
    expect(await found).toEqual(new Map([[key, money]]))
    expect(asked).toEqual([{ path: 'admin /v1/me/site-addresses', body: JSON.stringify({ sites: [hash] }) }])
    expect(JSON.stringify(asked)).not.toContain('finance')
  })

  it('asks nothing about nothing, and at most five hundred', async () => {
    const none = askWith(answered(200, { sites: [] }), [])
    expect(await none.found).toEqual(new Map())
    expect(none.asked).toEqual([])
    const many = Array.from({ length: 501 }, (_each, place) => `${key}${place}`)
    const { found, asked } = askWith(answered(200, { sites: [] }), many)
    await found
    expect(String(asked[0]?.body).split(',')).toHaveLength(500)
  })

  it.each<[string, unknown]>([
    ['a page without TLS', 'http://fabrikam.sharepoint.com/sites/money'],
    ['another host', 'https://evil.example/sites/money'],
    ['a program', 'file:///C:/Windows/System32/calc.exe'],
  ])('takes %s for no site', async (_what, address) => {
    expect(await askWith(answered(200, { sites: [{ site: hash, address }] })).found).toEqual(new Map())
  })

  it('takes no site that was not asked for', async () => {
    const other = { site: hash.replaceAll(/./g, 'a'), address: money }
    expect(await askWith(answered(200, { sites: [other] })).found).toEqual(new Map())
  })

  it.each<[string, Answer]>([
    ['is away', { kind: 'unreachable', code: 'ECONNREFUSED' }],
    ['wants a sign-in', { kind: 'sign-in-needed' }],
    [
      'is of a version that does not know the question',
      answered(404, { error: { code: 'request.not-found', message: '' } }),
    ],
    ['answers with something else', answered(200, { sites: 'none' })],
  ])('knows nothing where the endpoint %s', async (_what, answer) => {
    expect(await askWith(answer).found).toBeNull()
  })
})
