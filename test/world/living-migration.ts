import { readImport } from '../../admin/server/imports/read-import.ts'
import { startEmbeddedPostgres } from '../../admin/server/postgres/embedded.ts'
import { openStore } from '../../admin/server/store.ts'
import { vocabulary, type FindingCode } from '../../shared/findings/vocabulary.ts'
import type { CompletionReport } from '../../shared/outputs/report.ts'
import { reportOf } from '../unit/admin/report.ts'
import type { AdminEndpoint } from './admin-endpoint.ts'
import { makeUpPeople, toImportFiles, type MadeUpPerson } from './made-up-people.ts'
import { contoso, fabrikam } from './people.ts'

/** A migration that goes on behind the console, of made-up people who report one after the other. */
export type LivingMigration = {
  /** The next person finishes. Gives false once nobody is left who could. */
  finishNext(): Promise<boolean>
  /** From now on somebody finishes every few seconds. */
  liveOn(): void
  stop(): Promise<void>
}

const betweenReportsMilliseconds = 4_000
const blockers: readonly FindingCode[] = [
  'policy.allow-list-excludes-target',
  'policy.allow-list-excludes-target',
  'identity.access-blocked',
  'sync.failing',
]

/**
 * Imports 200 people into the endpoint and lets those who switched already report. The endpoint's own functions take
 * the files and the reports; only the sign-in of each person is left out.
 */
export async function startLivingMigration({ dataFolder }: AdminEndpoint): Promise<LivingMigration> {
  // Joins the endpoint's own server.
  const postgres = await startEmbeddedPostgres(dataFolder)
  const store = await openStore(postgres.url, fabrikam.tenantId)
  const people = makeUpPeople(new Date())
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let atWork: Promise<unknown> = Promise.resolve()

  async function report(person: MadeUpPerson, sequence: number, part: Partial<CompletionReport>) {
    const caller = { tenantId: fabrikam.tenantId, oid: person.oid, upn: person.target }
    const answer = await store.acceptReport(caller, { ...cleanReport(person, sequence), ...part })
    if (answer.kind === 'refused') throw new Error(`a made-up person's report was refused: ${answer.code}`)
  }

  await importFiles()
  for (const [place, person] of people.entries()) {
    if (person.stand === 'done') await report(person, 1, {})
    if (person.stand === 'started') await report(person, 1, withFinding('account.target-not-linked'))
    if (person.stand === 'stuck') await report(person, 1, withFinding(blockers[place % 4] ?? 'sync.failing'))
  }
  const left = people.filter(
    ({ stand, moveState }) => moveState === 'Success' && (stand === 'started' || stand === 'never-seen'),
  )

  async function importFiles(): Promise<void> {
    const files = toImportFiles(people)
    for (const kind of ['identity-map', 'move-states', 'waves'] as const) {
      const read = readImport(kind, files[kind], contoso.tenantId)
      if (read.kind === 'refused') throw new Error(read.reason.code)
      const { content } = read
      if (content.kind === 'identity-map') await store.importMap(content.entries, 'identity-map.csv')
      else if (content.kind === 'move-states') await store.importStates(content.entries, 'move-states.csv')
      else await store.importWaves(content.entries, 'waves.csv')
    }
  }

  async function finishNext(): Promise<boolean> {
    const person = left.shift()
    if (person === undefined) return false
    await report(person, 2, {})
    return true
  }

  function liveOn(): void {
    timer = setTimeout(() => {
      atWork = finishNext().then(
        (goesOn) => {
          if (goesOn && !isStopped) liveOn()
        },
        (error: unknown) => {
          if (!isStopped) console.error('The simulated migration ended:', error)
        },
      )
    }, betweenReportsMilliseconds)
  }

  return {
    finishNext,
    liveOn,
    async stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      await atWork
      await store.close()
      // The server stays until the endpoint leaves it.
      await postgres.stop()
    },
  }
}

function cleanReport({ oid }: MadeUpPerson, sequence: number): CompletionReport {
  return reportOf({
    sequence,
    deviceId: oid,
    takenAt: new Date().toISOString(),
    app: { name: 'Landfall', version: '0.2.0' },
    machine: { platform: 'windows', osVersion: '10.0.26100', recorded: true },
    supportCode: '0HA081501A',
  })
}

/** A report that ends with this finding, as the vocabulary has it. */
function withFinding(code: FindingCode): Pick<CompletionReport, 'verdict' | 'steps' | 'findings'> {
  const { step, outcome, owner } = vocabulary[code]
  return {
    verdict: outcome === 'blocked' ? 'blocked' : 'action-needed',
    steps: step === 'report' || step === 'all' ? [] : [{ id: step, outcome }],
    findings: [{ code, step, outcome, owner }],
  }
}
