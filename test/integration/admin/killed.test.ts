import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import { createCertificates } from '../../world/certificates.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { countsAreTrue, oidOf } from './console-world.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { audience, startIssuer, type Issuer } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { withStore } from './with-store.ts'

const clients = 6

let dataFolder: DataFolder
let issuer: Issuer
let caFile: string
let tokens: string[]
const data = () => path.join(dataFolder.folder, 'data')

beforeAll(async () => {
  dataFolder = await createDataFolder()
  const certificates = await createCertificates(dataFolder.folder)
  caFile = certificates.caFile
  issuer = await startIssuer(certificates)
  await writeFile(
    path.join(dataFolder.folder, 'admin.json'),
    JSON.stringify({
      sourceTenantId: contoso,
      targetTenantId: fabrikam,
      audience,
      authority: issuer.authority,
      port: 0,
      // Few people, who report as often as they can.
      limits: { reportsPerPersonADay: 1_000_000 },
    }),
  )
  const people = Array.from({ length: clients }, (_unused, place) => `person${place}`)
  const entries = people.map((name) => ({
    sourceTenantId: contoso,
    sourceUpn: `${name}@contoso.com`,
    targetUpn: `${name}@fabrikam.com`,
  }))
  await withStore(data(), async (store) => store.importMap(entries))
  tokens = await Promise.all(
    people.map((name, place) =>
      issuer.sign({ claims: { preferred_username: `${name}@fabrikam.com`, oid: oidOf(place) } }),
    ),
  )
})
afterAll(async () => {
  await issuer.stop()
  await dataFolder.remove()
})

type Running = { readonly child: ChildProcess; readonly origin: string; readonly database: number }

async function serve(): Promise<Running> {
  const config = path.join(dataFolder.folder, 'admin.json')
  const child = spawn(process.execPath, [endpointProgram, '--config', config, '--data', data()], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the endpoint ended at once')))
    createInterface(child.stdout).on('line', (line) => {
      const found = /listening at (http:\/\/[^"]+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const file = await readFile(path.join(data(), 'postgres/postmaster.pid'), 'utf8')
  return { child, origin, database: Number(file.split('\n')[0]) }
}

/** An endpoint that is killed and started anew, and the apps of all people, which report to it as often as they can. */
type Load = {
  /** What was acknowledged: the receipt of each report, by its id. */
  readonly receipts: ReadonlyMap<string, string>
  readonly running: () => Running
  /** Kills these in the middle of the load and starts anew; how the endpoint ended, and what ran before. */
  readonly kill: (
    victims: readonly ('endpoint' | 'database')[],
  ) => Promise<{ readonly end: unknown; readonly was: Running }>
  /** Asks the endpoint to stop in the middle of the load, which ends with it; how the endpoint ended. */
  readonly stop: () => Promise<unknown>
}

async function startLoad(): Promise<Load> {
  const receipts = new Map<string, string>()
  let sequence = 0
  let running = await serve()
  let isOver = false
  let onReceipt = (): void => {}
  /** Resolves when there is an endpoint again. */
  let isBack = Promise.resolve()

  /** As the app does it: one report at a time, the same one until there is a receipt for it. */
  async function client(token: string): Promise<void> {
    while (!isOver) {
      sequence += 1
      const report = reportOf({ sequence })
      while (!receipts.has(report.id)) {
        const receipt = await handIn(running.origin, report, token)
        if (receipt !== null) receipts.set(report.id, receipt)
        else if (isOver) return
        else await isBack
        onReceipt()
      }
    }
  }

  /** In the middle of the load, at another moment each time. */
  function someMoreReceipts(): Promise<void> {
    const wanted = receipts.size + 5 + Math.trunc(Math.random() * 60)
    return new Promise((resolve) => {
      onReceipt = () => {
        if (receipts.size >= wanted) resolve()
      }
    })
  }

  const load = Promise.all(tokens.map(client))
  return {
    receipts,
    running: () => running,
    kill: async (victims) => {
      await Promise.race([someMoreReceipts(), load])
      const was = running
      const ended = once(was.child, 'exit')
      isBack = ended.then(async () => {
        running = await serve()
      })
      if (victims.includes('database')) process.kill(was.database, 'SIGKILL')
      if (victims.includes('endpoint')) was.child.kill('SIGKILL')
      await isBack
      return { end: await ended, was }
    },
    stop: async () => {
      await Promise.race([someMoreReceipts(), load])
      const ended = once(running.child, 'exit')
      running.child.kill('SIGTERM')
      isBack = ended.then(() => {
        isOver = true
      })
      const end: unknown = await ended
      await load
      return end
    },
  }
}

/** The receipt, or null where the endpoint is not there or asks for patience. */
async function handIn(origin: string, report: CompletionReport, token: string): Promise<string | null> {
  try {
    const answer = await fetch(`${origin}/v1/reports/${report.id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(report),
    })
    if (answer.status === 200) return ((await answer.json()) as { receipt: string }).receipt
    expect(answer.status).toBe(503)
  } catch (error) {
    // No endpoint listens, or the connection broke: the rest is an answer that has to be right.
    if (!(error instanceof TypeError)) throw error
  }
  return null
}

describe('the endpoint and its database', () => {
  it('killed with -9 while reports come in, together and apart, have each acknowledged report once', async () => {
    const { receipts, running, kill, stop } = await startLoad()
    // A supervisor starts both anew.
    expect((await kill(['database'])).end).toEqual([1, null])
    // The database outlives the endpoint, and the next one takes it over.
    expect((await kill(['endpoint'])).was.database).toBe(running().database)
    await kill(['endpoint', 'database'])
    expect(await stop()).toEqual([0, null])

    await withStore(data(), async ({ database: { pool } }) => {
      const { rows } = await pool.query<{ id: string; receipt: string }>('select id, receipt from reports')
      const kept = new Map(rows.map(({ id, receipt }) => [id, receipt]))
      expect(kept.size).toBe(rows.length)
      for (const [id, receipt] of receipts) expect([id, kept.get(id)]).toEqual([id, receipt])
      // What was kept and not acknowledged any more is at most what was under way at the end.
      expect(rows.length - receipts.size).toBeLessThanOrEqual(clients)
      const query = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows
      expect(await countsAreTrue({ query })).toBe(true)
    })
    // Neither of the last two is left behind.
    expect(() => process.kill(running().database, 0)).toThrow(/ESRCH/)
  }, 240_000)
})
