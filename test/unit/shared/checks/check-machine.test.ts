import { describe, expect, it } from 'vitest'
import {
  checkMachine,
  type AskLibraries,
  type AskRescue,
  type AskScan,
} from '../../../../shared/checks/check-machine.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import type { Phase } from '../../../../shared/findings/vocabulary.ts'
import {
  configOf,
  contoso,
  fabrikam,
  finishedLog,
  goodClient,
  machineOf,
  newAccount,
  oldAccount,
  read,
  readAt,
  unreadable,
} from '../cast.ts'

const persons = { sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }

/** What was asked about the files during one look at a computer where both accounts are linked. */
async function look(
  facts: Partial<MachineFacts> = {},
  {
    phase,
    plan = {},
    isFound = true,
  }: { phase?: Phase; plan?: Record<string, unknown>; isFound?: boolean } = {},
) {
  const config = configOf({ ...persons, ...plan })
  const scans: Parameters<AskScan>[] = []
  const rescues: Parameters<AskRescue>[0][] = []
  const addresses: (string | null)[] = []
  const libraries: Parameters<AskLibraries>[0][] = []
  await checkMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    now: () => new Date(readAt),
    config,
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'full',
    ...(phase !== undefined && { phase }),
    platform: {
      readFacts: () => Promise.resolve(machineOf({ accounts: read([oldAccount, newAccount]), ...facts })),
    },
    scan: (...asked) => {
      scans.push(asked)
      return Promise.resolve(isFound ? read(createScanTally(true).result()) : null)
    },
    look: () => ({ roots: [], missing: 'running' }),
    rescue: (asked) => {
      rescues.push(asked)
      return Promise.resolve(null)
    },
    libraries: (asked) => {
      libraries.push(asked)
      return Promise.resolve({ kept: null, addresses: null })
    },
    links: (address) => {
      addresses.push(address)
      return { kind: 'not-asked' }
    },
  })
  return { scans, rescues, addresses, libraries }
}

describe('a look at the libraries of the old organisation', () => {
  const asked = async (...given: Parameters<typeof look>) => (await look(...given)).libraries[0]
  const isNotDone = { moveState: 'NotStarted' }

  it('is all that there is before the move, while the old account is linked', async () => {
    expect(await asked({}, { plan: isNotDone })).toMatchObject({ tenantId: contoso, isWhole: true })
    expect(await asked({}, { plan: { ...isNotDone, phase: 'ready' } })).toMatchObject({ isWhole: true })
    expect(await asked({ accounts: read([]) }, { plan: isNotDone })).toMatchObject({ isWhole: false })
  })

  it('is not all once the move is done, or where no one knows how far it is', async () => {
    expect(await asked()).toMatchObject({ isWhole: false, isTheirs: true })
    expect(await asked({}, { plan: { moveState: undefined } })).toMatchObject({ isWhole: false })
  })

  it('is no one’s where Landfall runs as somebody else', async () => {
    for (const context of [read({ runsAs: 'elevated', isRemote: false } as const), unreadable()])
      expect(await asked({ context })).toMatchObject({ isTheirs: false })
  })

  it('is of the organisation that the person comes from on the way back', async () => {
    expect(await asked({}, { phase: 'return' })).toMatchObject({ tenantId: fabrikam })
  })
})

describe('a look at the files', () => {
  it('goes through the old folder, and knows where the new one is', async () => {
    const { scans, rescues, addresses } = await look()
    expect(scans).toHaveLength(1)
    expect(scans[0]?.[0]?.roots.map(({ folder }) => folder)).toEqual([oldAccount.folder])
    expect(scans[0]?.slice(2, 4)).toEqual([false, newAccount.folder])
    expect(rescues).toMatchObject([{ roots: [oldAccount.folder], target: { kind: 'ready' } }])
    expect(addresses[0]).toContain('contoso-my.sharepoint.com')
  })

  it('names no new folder where it is not provably this person’s', async () => {
    const { scans } = await look({
      accounts: read([oldAccount, { ...newAccount, email: 'bob@fabrikam.com' }]),
    })
    expect(scans[0]?.[3]).toBeNull()
  })

  it('asks what became of files only where some were looked for', async () => {
    expect((await look({}, { isFound: false })).rescues).toEqual([])
  })

  it('is not made before its time, and no one asks where an old address leads', async () => {
    const { scans, rescues, addresses } = await look({}, { plan: { moveState: 'InProgress' } })
    expect([scans, rescues, addresses]).toEqual([[], [], [null]])
  })

  it('is made before the move, while nothing leads to the new OneDrive yet', async () => {
    const { scans, addresses } = await look({}, { plan: { moveState: 'Scheduled' }, phase: 'ready' })
    expect([scans.length, addresses]).toEqual([1, [null]])
  })

  it('only watches where the person was done once', async () => {
    expect((await look({}, { phase: 'watch' })).scans[0]?.[2]).toBe(true)
  })
})

describe('whether the client takes files', () => {
  const paused = { ...finishedLog, progressState: 65_536 }
  const takes = async (facts: Partial<MachineFacts>) => (await look(facts)).rescues[0]?.isTaking

  it.each<[says: string, facts: Partial<MachineFacts>, isTaking: boolean | null]>([
    ['does where it runs and is not paused', {}, true],
    ['does not where it does not run', { client: read({ ...goodClient, running: false }) }, false],
    ['does not where it is paused', { syncLogs: read([paused]) }, false],
    [
      'does where only another account is paused',
      { syncLogs: read([finishedLog, { ...paused, slot: oldAccount.slot }]) },
      true,
    ],
    ['is not known where the client cannot be read', { client: unreadable() }, null],
    ['is not known where the logs cannot be read', { syncLogs: unreadable() }, null],
    ['is not known where no log was recorded', { syncLogs: null }, null],
  ])('it %s', async (_says, facts, isTaking) => {
    expect(await takes(facts)).toBe(isTaking)
  })
})
