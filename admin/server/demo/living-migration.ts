import { randomUUID } from 'node:crypto'
import { vocabulary, type FindingCode } from '../../../shared/findings/vocabulary.ts'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { readImport } from '../imports/read-import.ts'
import type { Store } from '../store.ts'
import { makeUpPeople, toImportFiles, type MadeUpCast, type MadeUpPerson } from './made-up-people.ts'

/** A migration that goes on behind the console, of made-up people who report one after the other. */
export type LivingMigration = {
  /** The next person finishes. Gives false once no one is left who could. */
  finishNext(): Promise<boolean>
  /** From now on somebody finishes every few seconds. */
  liveOn(): void
  /** Resolves when the store is not used any more. */
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
 * Imports 200 people into the store and lets those who switched already report. The endpoint's own functions take
 * the files and the reports; only the sign-in of each person is left out.
 */
export async function startLivingMigration(store: Store, cast: MadeUpCast): Promise<LivingMigration> {
  const people = makeUpPeople(new Date(), cast)
  let timer: NodeJS.Timeout | null = null
  let isStopped = false
  let atWork: Promise<unknown> = Promise.resolve()

  async function report(person: MadeUpPerson, sequence: number, part: Partial<CompletionReport>) {
    const caller = { tenantId: cast.target.tenantId, oid: person.oid, upn: person.target }
    const answer = await store.acceptReport(caller, { ...cleanReport(person, sequence), ...part })
    if (answer.kind === 'refused') throw new Error(`a made-up person's report was refused: ${answer.code}`)
  }

  await importFiles(store, people, cast.source.tenantId)
  for (const [place, person] of people.entries()) {
    if (person.moveState === 'NotStarted' && place % 5 === 0)
      await report(person, 1, { phase: 'ready', ...withFinding(beforeMove[place % 3] ?? 'sync.paused') })
    if (person.stand === 'done') await report(person, 1, place % 3 === 0 ? withLeftover() : {})
    if (person.stand === 'started') await report(person, 1, withFinding('account.target-not-linked'))
    if (person.stand === 'stuck') await report(person, 1, withFinding(blockers[place % 4] ?? 'sync.failing'))
  }
  const left = people.filter(
    ({ stand, moveState }) => moveState === 'Success' && (stand === 'started' || stand === 'never-seen'),
  )

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
    },
  }
}

async function importFiles(
  store: Store,
  people: readonly MadeUpPerson[],
  sourceTenantId: string,
): Promise<void> {
  const files = toImportFiles(people, sourceTenantId)
  for (const kind of ['identity-map', 'move-states', 'waves'] as const) {
    const read = readImport(kind, files[kind], sourceTenantId)
    if (read.kind === 'refused') throw new Error(read.reason.code)
    const { content } = read
    if (content.kind === 'identity-map') await store.importMap(content.entries, 'identity-map.csv')
    else if (content.kind === 'move-states') await store.importStates(content.entries, 'move-states.csv')
    else if (content.kind === 'waves') await store.importWaves(content.entries, 'waves.csv')
  }
}

function cleanReport({ oid }: MadeUpPerson, sequence: number): CompletionReport {
  return {
    formatVersion: 1,
    id: randomUUID(),
    sequence,
    deviceId: oid,
    takenAt: new Date().toISOString(),
    app: { name: 'Landfall', version: packageFile.version },
    machine: { platform: 'windows', osVersion: '10.0.26100', recorded: true },
    phase: 'switch',
    verdict: 'done',
    steps: [{ id: 'identity', outcome: 'pass' }],
    findings: [{ code: 'identity.confirmed', step: 'identity', outcome: 'pass', owner: null }],
    supportCode: '0HA081501A',
  }
}

/** What computers find before the move. */
const beforeMove: readonly FindingCode[] = [
  'preflight.mail-archives',
  'preflight.shared-computer',
  'preflight.profiles-deleted',
]

/** Everything is done, and Office still knows the old account: that holds no one up. */
function withLeftover(): Pick<CompletionReport, 'steps' | 'findings'> {
  const { findings } = withFinding('workplace.office-uses-source')
  return {
    steps: [{ id: 'workplace', outcome: 'attention', informs: true }],
    findings: findings.map((finding) => ({ ...finding, counts: { found: 1 } })),
  }
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
