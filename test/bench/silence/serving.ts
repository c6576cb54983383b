// The endpoint as it ships, in a process of its own, with a database by URL; and those who talk to it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { endpointProgram } from '../../../build/run/build-if-old.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 400 })

export type Serving = { readonly child: ChildProcess; readonly origin: string }

/** Starts it, and waits until it listens. */
export async function serve(configFile: string, caFile: string): Promise<Serving> {
  const child = spawn(process.execPath, [endpointProgram, 'serve', '--config', configFile], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((settle, fail) => {
    child.once('exit', () => fail(new Error('the endpoint ended at its start')))
    createInterface(child.stdout).on('line', (line) => {
      const found = /listening at (http:[^"]+)/.exec(line)?.[1]
      if (found !== undefined) settle(found)
    })
  })
  return { child, origin }
}

/** Ends it with a signal, and gives its code and how long that took, in seconds. */
export async function end({ child }: Serving, signal: NodeJS.Signals) {
  const began = performance.now()
  const exited = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  const [code] = await exited
  return { code, seconds: (performance.now() - began) / 1_000 }
}

/** The status of the answer; 0 where there was none within 40 seconds. */
export function ask(
  url: string,
  { token, body }: { readonly token?: string; readonly body?: string } = {},
): Promise<number> {
  return new Promise((settle) => {
    const asking = request(
      url,
      {
        agent,
        method: body === undefined ? 'GET' : 'PUT',
        timeout: 40_000,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
        },
      },
      (answer) => {
        answer.resume()
        answer.once('end', () => settle(answer.statusCode ?? 0))
        answer.once('error', () => settle(0))
      },
    )
    asking.once('timeout', () => asking.destroy(new Error('no answer')))
    asking.once('error', () => settle(0))
    asking.end(body)
  })
}

/** Reads the stream of events; `heard` counts those of progress. */
export async function hearEvents(origin: string, token: string) {
  const leaving = new AbortController()
  const response = await fetch(`${origin}/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  })
  if (response.status !== 200 || response.body === null) throw new Error(`events: ${response.status}`)
  let progress = 0
  const read = async (body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
    for await (const text of body.pipeThrough(new TextDecoderStream()))
      progress += text.split('event: progress').length - 1
  }
  void read(response.body).catch(() => {})
  return { heard: () => progress, stop: () => leaving.abort() }
}
