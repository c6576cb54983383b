import { describe, expect, it, vi } from 'vitest'
import { eventually } from '../../eventually.ts'
import { createLinkKeeper, type ReadRedirect } from '../../../../electron/links/link-keeper.ts'
import type { LinkFacts } from '../../../../shared/checks/links.ts'

const address = 'https://contoso-my.sharepoint.com/personal/amy'

async function factsOf(readRedirect: ReadRedirect): Promise<LinkFacts> {
  const found = vi.fn<() => void>()
  const keeper = createLinkKeeper({ readRedirect, found, now: () => new Date(0) })
  expect(keeper.ask(address)).toEqual({ kind: 'not-asked' })
  await eventually(() => expect(found).toHaveBeenCalledOnce())
  return keeper.ask(address)
}

describe('createLinkKeeper', () => {
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
    [401, null, { kind: 'not-told', reason: 'status-401' }],
    [404, null, { kind: 'not-told', reason: 'status-404' }],
    [200, null, { kind: 'not-told', reason: 'status-200' }],
  ])('takes status %d to %s for what it is', async (status, location, facts) => {
    expect(await factsOf(async () => ({ status, location }))).toEqual(facts)
  })

  it('cannot tell where nobody answers', async () => {
    const refused = new Error('net::ERR_CONNECTION_REFUSED')
    const facts = await factsOf(() => Promise.reject(refused))
    expect(facts).toEqual({ kind: 'not-told', reason: 'ERR_CONNECTION_REFUSED' })
  })

  it('forgets an answer about another address, and says nothing after it was ended', async () => {
    const found = vi.fn<() => void>()
    const answers: ((answer: { status: number; location: null }) => void)[] = []
    const keeper = createLinkKeeper({
      readRedirect: () => new Promise((resolve) => answers.push(resolve)),
      found,
      now: () => new Date(0),
    })
    keeper.ask(address)
    keeper.ask(`${address}/other`)
    answers[0]?.({ status: 404, location: null })
    keeper.stop()
    answers[1]?.({ status: 404, location: null })
    await Promise.resolve()
    await Promise.resolve()
    expect(found).not.toHaveBeenCalled()
    expect(keeper.ask(null)).toEqual({ kind: 'not-asked' })
  })
})
