import { createHash, createHmac, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { findLinked } from '../../shared/checks/index.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Config } from '../../shared/config.ts'
import { toDirectedConfig } from '../../shared/direction.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import { parseJson } from '../../shared/parse-json.ts'
import { readIfPresent, writeDurably } from '../durable-file.ts'
import type { Log } from '../log.ts'

/** Beside the person's other data: how many signals there were, and what the last one said. */
export const signalName = 'signal.json'

export type SignalPorts = {
  readonly config: Config
  readonly file: string
  readonly deviceId: string
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
  readonly now: () => Date
}

const memorySchema = z.object({
  sequence: z.int().min(0),
  said: z.string().nullable(),
  saidAt: z.iso.datetime().nullable(),
})

const timeoutMilliseconds = 30_000
/** The same is said again, so that the endpoint knows that it still is so, but no more often. */
const repeatMilliseconds = 20 * 60 * 60_000
const mostCodes = 20

/**
 * Tells the endpoint without a token why nobody can sign in here: codes, the installation's random id, and a hash of the old
 * address, signed with the wave's enrolment key. Only where the organisation has set both. It is never waited for and
 * never queued: the next look knows better.
 */
export async function sendSignal(
  { config, file, deviceId, fetch, log, now }: SignalPorts,
  result: CheckResult,
  machine: MachineFacts,
): Promise<void> {
  const { wave, enrolmentKey, endpoint } = config.admin
  if (wave === undefined || enrolmentKey === undefined) return
  const codes = [...new Set(result.findings.map(({ code }) => code))].slice(0, mostCodes)
  const upnHash = toUpnHash(config, machine)
  const said = JSON.stringify([wave, codes, upnHash, result.app.version])
  const memory = await readMemory(file)
  const age = memory.saidAt === null ? Infinity : now().getTime() - Date.parse(memory.saidAt)
  if (memory.said === said && age >= 0 && age < repeatMilliseconds) return

  const sequence = memory.sequence + 1
  await writeDurably(file, JSON.stringify({ ...memory, sequence }))
  const id = randomUUID()
  const body = JSON.stringify({
    formatVersion: 1,
    id,
    sequence,
    deviceId,
    takenAt: result.takenAt,
    wave,
    upnHash,
    app: result.app,
    platform: result.machine.platform,
    codes,
  })
  const [keyId = '', secret = ''] = enrolmentKey.split('.')
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/v1/signals/${id}`)
  const signature = createHmac('sha256', secret).update(`PUT ${url.pathname}\n${body}`).digest('hex')
  try {
    const response = await fetch(url.href, {
      method: 'PUT',
      body,
      headers: {
        'content-type': 'application/json',
        'x-landfall-key': keyId,
        'x-landfall-signature': signature,
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    await response.arrayBuffer()
    log.info('signal-sent', { id, status: response.status })
    if (!response.ok) return
    await writeDurably(file, JSON.stringify({ sequence, said, saidAt: now().toISOString() }))
  } catch (error) {
    log.info('signal-not-sent', { error })
  }
}

/** The endpoint finds the person by it in its map; nobody else can read an address from it. */
function toUpnHash(config: Config, machine: MachineFacts): string | null {
  const { source, target } = toDirectedConfig(config, config.plan.direction === 'return')
  const email = findLinked(machine.accounts, source.tenantId)?.email ?? null
  if (email === null) return null
  const text = `landfall-upn:${target.tenantId}:${email.normalize('NFC').toLowerCase()}`
  return createHash('sha256').update(text).digest('hex')
}

async function readMemory(file: string): Promise<z.infer<typeof memorySchema>> {
  const bytes = await readIfPresent(file)
  const known = memorySchema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8')))
  return known.success ? known.data : { sequence: 0, said: null, saidAt: null }
}
