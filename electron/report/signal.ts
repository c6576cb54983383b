import { createHash, createHmac, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { toAddressKey, toHashedText } from '../../shared/text/address-key.ts'
import { findOldAddress } from '../../shared/checks/expected-person.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Config } from '../../shared/config/config.ts'
import type { MachineFacts } from '../../shared/facts/machine.ts'
import { parseJson } from '../../shared/text/parse-json.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../context/log.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'

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
  /** When the last one came of a sign-in that somebody tried. */
  triedAt: z.iso.datetime().nullable().default(null),
  /** What the endpoint would not take from which key, and when. */
  refused: z.object({ keyId: z.string(), said: z.string(), at: z.iso.datetime() }).nullable().default(null),
})

const timeoutMilliseconds = 30_000
/** The same is said again, so that the endpoint knows that it still is so, but no more often. */
const repeatMilliseconds = 20 * 60 * 60_000
/** So long a key that the endpoint does not take any more is not shown to it again with the same words. */
const refusedMilliseconds = 60 * 60_000
/** So long a look that knows only that no one is signed in does not take the place of the result of a try. */
const tryMilliseconds = 7 * 24 * 60 * 60_000
const mostCodes = 20
const signedOut = 'identity.signed-out'

/** Somebody tried to sign in, and it was refused or given up. */
export function isRefusedSignIn({ findings }: CheckResult): boolean {
  return findings.some(({ code }) => code.startsWith('identity.') && code !== signedOut)
}

/** Entra's own number of the refused sign-in; null where it named none. */
function refusalNumberIn({ findings }: CheckResult): number | null {
  const number = findings.find(({ code }) => code.startsWith('identity.'))?.evidence['number']
  return typeof number === 'number' ? number : null
}

/**
 * Tells the endpoint without a token why no one can sign in here: codes, the installation's random id, and a hash of the old
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
  const number = refusalNumberIn(result)
  const said = JSON.stringify([
    wave,
    codes,
    upnHash,
    result.app.version,
    ...(number === null ? [] : [number]),
  ])
  const memory = await readMemory(file)
  const isYounger = (time: string | null, than: number): boolean => {
    const age = time === null ? Infinity : now().getTime() - Date.parse(time)
    return age >= 0 && age < than
  }
  if (memory.said === said && isYounger(memory.saidAt, repeatMilliseconds)) return
  const [keyId = '', secret = ''] = enrolmentKey.split('.')
  const { refused } = memory
  const isKnownRefusal = refused?.keyId === keyId && refused.said === said
  if (isKnownRefusal && isYounger(refused.at, refusedMilliseconds)) return
  const isTried = isRefusedSignIn(result)
  if (!isTried && isYounger(memory.triedAt, tryMilliseconds)) return

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
    ...(number !== null && { number }),
  })
  const path = `/v1/signals/${id}`
  // A proxy in front may take away what is before it.
  const signature = createHmac('sha256', secret).update(`PUT ${path}\n${body}`).digest('hex')
  try {
    const response = await fetch(withoutEnd(endpoint, '/') + path, {
      method: 'PUT',
      body,
      headers: {
        'content-type': 'application/json',
        'x-landfall-key': keyId.toLowerCase(),
        'x-landfall-signature': signature,
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    await response.arrayBuffer()
    log.info('signal-sent', { id, status: response.status })
    const at = now().toISOString()
    if (response.status === 401)
      await writeDurably(file, JSON.stringify({ ...memory, sequence, refused: { keyId, said, at } }))
    if (!response.ok) return
    await writeDurably(file, JSON.stringify({ sequence, said, saidAt: at, triedAt: isTried ? at : null }))
  } catch (error) {
    log.info('signal-not-sent', { error })
  }
}

/**
 * The endpoint finds the person by it in its map, where the old address is the source's in both directions. What is
 * linked here goes before what is configured.
 */
function toUpnHash({ source, target, plan }: Config, machine: MachineFacts): string | null {
  const address = findOldAddress(machine, { source }, plan.sourceUpn ?? null) ?? plan.sourceUpn
  if (address === undefined) return null
  return createHash('sha256')
    .update(toHashedText(target.tenantId, toAddressKey(address)))
    .digest('hex')
}

async function readMemory(file: string): Promise<z.infer<typeof memorySchema>> {
  const bytes = await readIfPresent(file)
  const known = memorySchema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8')))
  return known.success ? known.data : { sequence: 0, said: null, saidAt: null, triedAt: null, refused: null }
}
