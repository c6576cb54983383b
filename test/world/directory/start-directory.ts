import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { askDirectory, Refused } from './directory.mjs'

/** A directory for scripts that register applications: `az` and `graph.psm1`, beside this file, ask it. */
export type Directory = {
  /** `http://127.0.0.1:PORT`, for DIRECTORY_URL. */
  readonly url: string
  stop(): void
}

/** Answers on loopback, from the directory in `file`. */
export async function startDirectory(file: string): Promise<Directory> {
  const server = createServer((request, response) => {
    void answer(file, request).then(({ status, said }) => response.writeHead(status).end(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(file: string, request: IncomingMessage): Promise<{ status: number; said: string }> {
  const asked = await text(request)
  try {
    const said = request.url === '/az' ? answerAz(file, asked.split('\0'), request) : answerGraph(file, asked)
    return { status: 200, said }
  } catch (error) {
    if (!(error instanceof Refused)) return { status: 500, said: String(error) }
    return { status: 400, said: error.message }
  }
}

/** What the Azure CLI prints. */
function answerAz(file: string, words: readonly string[], { headers }: IncomingMessage): string {
  const option = (name: string): string | undefined =>
    words.includes(name) ? words[words.indexOf(name) + 1] : undefined
  if (words.slice(0, 2).join(' ') === 'account show')
    return print(
      { tenantId: headers['x-tenant'], environmentName: headers['x-cloud'] },
      option('--query'),
      option('--output'),
    )
  const given = words.slice(words.indexOf('--headers') + 1).filter((word) => /^[A-Z][\w-]*=/.test(word))
  const body = JSON.parse(option('--body') ?? '{}') as Record<string, unknown>
  const found: unknown = askDirectory(
    file,
    option('--method') ?? 'GET',
    option('--url') ?? '',
    body,
    given.join(' '),
  )
  return print(found, option('--query'), option('--output'))
}

/** `query`: a path such as value[0].id; @ is the whole. */
function print(whole: unknown, query = '@', output = 'json'): string {
  let found = whole
  for (const step of query === '@' ? [] : (query.match(/\w+|\[\d+\]/g) ?? []))
    found = (found as Record<string, unknown> | undefined)?.[step.replace(/[[\]]/g, '')]
  if (found === undefined || found === null) return ''
  return output === 'tsv' && typeof found === 'string' ? found : JSON.stringify(found, null, 2)
}

/** What Microsoft Graph's PowerShell module gives. */
function answerGraph(file: string, asked: string): string {
  const { method, url, body, headers } = JSON.parse(asked) as Record<
    'method' | 'url' | 'body' | 'headers',
    string
  >
  const content = JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>
  const found: unknown = askDirectory(file, method, url, content, headers)
  return found === null ? '' : JSON.stringify(found)
}
