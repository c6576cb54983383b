import type { FastifyReply } from 'fastify'
import type { Caller } from '../auth/verify-token.ts'

/** A stream of server-sent events to one caller. */
export type EventStream = {
  /** Sends one event; ends the stream of somebody who does not read. */
  readonly send: (event: { readonly id?: string; readonly kind: string; readonly data: unknown }) => void
  readonly end: () => void
}

export type EventStreamOptions = {
  readonly reply: FastifyReply
  readonly caller: Pick<Caller, 'expiresAt'>
  /** A sign of life is sent so often, for proxies and for the one who listens. */
  readonly heartbeatMs: number
  /** Called once, at either side's end, and never before this function has returned. */
  readonly onEnd: () => void
}

const bytesWaitingAtMost = 1024 * 1024

/** Answers with a stream, which ends with the token: who may listen is asked again then. */
export function openEventStream({ reply, caller, heartbeatMs, onEnd }: EventStreamOptions): EventStream {
  const { raw } = reply
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    clearInterval(heartbeat)
    clearTimeout(expiry)
    raw.end()
    onEnd()
  }
  const heartbeat = setInterval(() => raw.write(':\n\n'), heartbeatMs).unref()
  const expiry = setTimeout(end, Math.min(caller.expiresAt - Date.now(), 2 ** 31 - 1)).unref()
  raw.on('close', end)
  // Somebody may have left while it was asked who they are: nothing tells of that any more.
  if (raw.destroyed) queueMicrotask(end)
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // Nothing comes after a stream: kept alive, the connection would hold an endpoint up that is to stop.
    connection: 'close',
  })
  raw.write('retry: 2000\n\n')
  return {
    send: ({ id, kind, data }) => {
      if (raw.writableLength > bytesWaitingAtMost) return end()
      const place = id === undefined ? '' : `id: ${id}\n`
      raw.write(`${place}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    end,
  }
}
