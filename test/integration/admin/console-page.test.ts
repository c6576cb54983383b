import fastify, { type FastifyInstance } from 'fastify'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveConsole } from '../../../admin/server/http/console-page.ts'

let folder: string
let app: FastifyInstance
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-console-'))
  await mkdir(path.join(folder, 'assets'))
  await writeFile(
    path.join(folder, 'index.html'),
    '<meta name="style-nonce" content="NONCE-OF-THIS-ANSWER" />',
  )
  await writeFile(path.join(folder, 'assets/main-abc.js'), 'void 0')
  await writeFile(path.join(folder, 'secret.txt'), 'not for anybody')
  app = fastify()
  await serveConsole(app, { folder, authority: 'https://login.example/common' })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

describe('serveConsole', () => {
  it.each(['/', '/people', '/people/aaaaaaaa-0000-4000-8000-000000000001', '/runbook'])(
    'answers %s with the page',
    async (url) => {
      const { statusCode, headers } = await app.inject({ url })
      expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    },
  )

  it('answers an address that does not exist with the page and 404 where a browser opens it', async () => {
    const open = (url: string, accept?: string) => app.inject({ url, headers: accept ? { accept } : {} })
    const page = await open('/peopel', 'text/html,application/xhtml+xml,*/*;q=0.8')
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page.headers['content-security-policy']).toContain("script-src 'self';")
    for (const answer of [await open('/peopel'), await open('/v1/peopel', 'text/html')])
      expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([
        404,
        'request.not-found',
      ])
  })

  it('lets the page run its own scripts only, and talk to the endpoint and the sign-in service only', async () => {
    const { headers } = await app.inject({ url: '/' })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self' https://login.example;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it('lets styles in by a number that no other answer has', async () => {
    const answers = await Promise.all([app.inject({ url: '/' }), app.inject({ url: '/' })])
    const nonces = answers.map(({ body }) => /content="([^"]+)"/.exec(body)?.[1] ?? '')
    for (const [place, { headers }] of answers.entries())
      expect(headers['content-security-policy']).toContain(`'nonce-${nonces[place]}'`)
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('lets a browser keep the parts, whose names change with them', async () => {
    const { statusCode, headers } = await app.inject({ url: '/assets/main-abc.js' })
    expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  })

  it('lets the worker that opens recordings reach no one, and load its own parts only', async () => {
    const { headers } = await app.inject({ url: '/assets/main-abc.js' })
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    )
    expect(String((await app.inject({ url: '/' })).headers['content-security-policy'])).toContain(
      "worker-src 'self';",
    )
  })

  it.each(['/assets/../secret.txt', '/assets/..%2fsecret.txt', '/assets/%2e%2e/secret.txt', '/secret.txt'])(
    'gives nothing beside them: %s',
    async (url) => {
      const { statusCode, body } = await app.inject({ url })
      expect(statusCode).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('not for anybody')
    },
  )
})
