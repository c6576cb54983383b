import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuse } from './refusal.ts'

export type ConsolePage = {
  /** Where the built page lies. */
  readonly folder: string
  /** The sign-in service, which the page may talk to besides this endpoint; null in a demonstration, which has none. */
  readonly authority: string | null
}

/** Where `npm run admin` builds the page. */
const builtFolder = fileURLToPath(new URL('../../../dist/console', import.meta.url))

/** The folder of the built page; null where it has not been built, and the endpoint then goes without. */
export function findConsoleFolder(): string | null {
  return existsSync(path.join(builtFolder, 'index.html')) ? builtFolder : null
}

// The page's own addresses; each is the same page, which then reads its address.
const places = ['/', '/people', '/people/:id', '/helpdesk', '/runbook', '/imports', '/settings', '/audit']

/** Is this route what a browser loads before anybody has signed in? */
export function isOfPage(route: string | undefined): boolean {
  return route !== undefined && (places.includes(route) || /^\/(assets\/|v1\/console$)/.test(route))
}

/**
 * The policy of a script that runs apart from the page: the worker that opens a stranger's recording may load its own parts, and send
 * no request. The page's policy applies to every other part.
 */
const workerPolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"

/**
 * Serves the console: the page under its addresses and its parts under `/assets/`. The page may run its own scripts
 * only, and send requests to this endpoint and the sign-in service only.
 */
export async function serveConsole(app: FastifyInstance, { folder, authority }: ConsolePage): Promise<void> {
  const html = await readFile(path.join(folder, 'index.html'), 'utf8')
  const signInOrigin = authority === null ? '' : ` ${new URL(authority).origin}`

  await app.register(async (parts) => {
    // Their names change with their content. The endpoint's own hook has said no-store before.
    parts.addHook('onSend', async (_request, reply) => {
      void reply.header('content-security-policy', workerPolicy)
      if (reply.statusCode === 200) void reply.header('cache-control', 'public, max-age=31536000, immutable')
    })
    await parts.register(fastifyStatic, {
      root: path.join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      cacheControl: false,
      decorateReply: false,
      schemaHide: true,
    })
  })

  const sendPage = (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(16).toString('base64')
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      `connect-src 'self'${signInOrigin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ')
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin')
      .send(html.replace('NONCE-OF-THIS-ANSWER', nonce))
  }
  for (const place of places) app.get(place, { schema: { hide: true } }, (_request, reply) => sendPage(reply))
  // A person who follows a mistyped link gets a page that says so; every other client gets the refusal.
  app.get('*', { schema: { hide: true } }, (request, reply) =>
    request.headers.accept?.includes('text/html') && !request.url.startsWith('/v1/')
      ? sendPage(reply.code(404))
      : refuse(reply, 'request.not-found'),
  )
}
