import { describe, expect, it, vi } from 'vitest'
import { eventually } from '../../../eventually.ts'
import { createLinkService, type ReadRedirect } from '../../../../electron/journey/link-service.ts'
import type { LinkFacts } from '../../../../shared/checks/links.ts'

const address = 'https://contoso-my.sharepoint.com/personal/amy'

async function factsOf(readRedirect: ReadRedirect): Promise<LinkFacts> {
  const onChange = vi.fn<() => void>()
  const service = createLinkService({ readRedirect, onChange, now: () => new Date(0) })
  expect(service.ask(address)).toEqual({ kind: 'not-asked' })
  await eventually(() => expect(onChange).toHaveBeenCalledOnce())
  return service.ask(address)
}

describe('createLinkService', () => {
  it.each<[number, string | null, LinkFacts]>([
    [
      308,
      'https://fabrikam-my.sharepoint.com/personal/amy',
      { kind: 'redirected', host: 'fabrikam-my.sharepoint.com' },
    ],
    [
      302,
      'https://FABRIKAM-my.sharepoint.com:443',
      { kind: 'redirected', host: 'fabrikam-my.sharepoint.com' },
    ],
    [302, 'https://login.microsoftonline.com/x', { kind: 'redirected', host: 'login.microsoftonline.com' }],
    [302, '/_forms/default.aspx', { kind: 'not-told', reason: 'no-address' }],
    [302, 'https://fabrikam-my.sharepoint.com@evil.example/', { kind: 'not-told', reason: 'no-address' }],
    [302, 'javascript:alert(1)', { kind: 'not-told', reason: 'no-address' }],
    [302, null, { kind: 'not-told', reason: 'no-address' }],
    [401, null, { kind: 'not-told', reason: 'status-401', answer: 'token-refused' }],
    [403, null, { kind: 'not-told', reason: 'status-403', answer: 'token-refused' }],
    [404, null, { kind: 'not-told', reason: 'status-404', answer: 'not-understood' }],
    [423, null, { kind: 'not-told', reason: 'status-423', answer: 'locked' }],
    [429, null, { kind: 'not-told', reason: 'status-429', answer: 'busy' }],
    [200, null, { kind: 'not-told', reason: 'status-200', answer: 'found' }],
  ])('takes status %d to %s for what it is', async (status, location, facts) => {
    expect(await factsOf(async () => ({ status, location }))).toEqual(facts)
  })

  it('cannot tell where no one answers', async () => {
    const refused = new Error('net::ERR_CONNECTION_REFUSED')
    const facts = await factsOf(() => Promise.reject(refused))
    expect(facts).toEqual({ kind: 'not-told', reason: 'ERR_CONNECTION_REFUSED' })
  })

  it.each([
    ['an hour later', 401, '7200', 60],
    ['when a busy service said', 429, '7200', 120],
    ['a minute later, where it said sooner', 429, '1', 1],
    ['an hour later, where it did not say', 503, null, 60],
  ])('asks again %s', async (_, status, retryAfter, minutes) => {
    let time = 0
    let times = 0
    const onChange = vi.fn<() => void>()
    const service = createLinkService({
      readRedirect: async () => {
        times += 1
        return { status, location: null, retryAfter }
      },
      onChange,
      now: () => new Date(time),
    })
    service.ask(address)
    await eventually(() => expect(onChange).toHaveBeenCalledOnce())
    time = minutes * 60_000
    service.ask(address)
    expect(times).toBe(1)
    time += 1
    service.ask(address)
    expect(times).toBe(2)
  })

  it('forgets an answer about another address, and says nothing after it was ended', async () => {
    const onChange = vi.fn<() => void>()
    const answers: ((answer: { status: number; location: null }) => void)[] = []
    const service = createLinkService({
      readRedirect: () => new Promise((resolve) => answers.push(resolve)),
      onChange,
      now: () => new Date(0),
    })
    service.ask(address)
    service.ask(`${address}/other`)
    answers[0]?.({ status: 404, location: null })
    service.stop()
    answers[1]?.({ status: 404, location: null })
    await Promise.resolve()
    await Promise.resolve()
    expect(onChange).not.toHaveBeenCalled()
    expect(service.ask(null)).toEqual({ kind: 'not-asked' })
  })
})
