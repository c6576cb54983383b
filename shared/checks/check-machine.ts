import type { CheckResult } from './check-result.ts'
import { isBelow } from './folders.ts'
import { toOldPlaces } from './pointers.ts'
import { judgeMachine, toCheckContext, type CheckInput } from './index.ts'
import type { LinkFacts } from './links.ts'
import { toOldAddress } from './old-address.ts'
import { toRescueTarget, type RescueTarget } from './rescue-target.ts'
import { findNobodysRoots, toOldFolderRequest, type ScannedFolders } from './old-folders.ts'
import { beforeMove, toExclusions } from './scan-request.ts'
import { judgeSync } from './sync.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'
import type { Exclusions } from '../files/exclusions.ts'
import type { MachineFacts } from '../facts/machine.ts'
import { hostsOf, isGateOpen } from '../move/plan.ts'
import type { OldLibrary } from '../facts/old-library.ts'
import { findOldLibraries, type LibraryFacts } from './old-libraries.ts'
import type { OldPlaces, PointerFacts } from '../facts/pointers.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import type { ScanRequest, ScanResult } from '../files/scan.ts'

/**
 * What a scan of these folders of a tenant found: now, or the last time. None (null), or those of a former account, where
 * the tenant's account is not linked; then what was found earlier counts, and in the watch phase what was saved there since. Null where there
 * is nothing to say. `newFolder`: that of the new OneDrive, which is never looked through for what was saved later. `exclusions`: what
 * the organisation keeps from being uploaded, for that look too.
 */
export type AskScan = (
  request: ScanRequest | null,
  tenantId: string,
  isWatch: boolean,
  newFolder?: string | null,
  exclusions?: Exclusions,
) => Promise<Reading<ScanResult> | null>

/**
 * What became of the files that a look found: below which folders (none where no one knows them any more), and
 * where they would be copied to. Null where nothing is known.
 */
export type AskRescue = (asked: {
  readonly roots: readonly string[]
  readonly target: RescueTarget
  readonly found: Reading<ScanResult>
  /** Hosts of the old organisation. */
  readonly oldHosts?: readonly string[]
  /** Those of `roots` that name no one: nothing of them is chosen unasked. */
  readonly nobodysRoots?: readonly string[]
  /** The client runs and is not paused, so that it takes what it is given; null where it is not known. */
  readonly isTaking?: boolean | null
}) => Promise<FileOutcomes | null>

/** Which folders of a tenant were looked through so far; asked after `AskScan`. */
export type AskScannedFolders = (tenantId: string) => ScannedFolders

/** What was synced from a tenant: kept where that is due, and joined with what was kept and with where it is now. */
export type AskLibraries = (asked: {
  readonly tenantId: string
  readonly seen: Reading<readonly OldLibrary[]>
  /** The move is known not to be done, and the old account is linked: an address that is seen now is the newer one. */
  readonly isWhole: boolean
  /** The facts are this person’s. */
  readonly isTheirs: boolean
}) => Promise<LibraryFacts>

/** What the last look for old links found, of that organisation; null where there was none. It begins one where it is due. */
export type AskPointers = (asked: {
  readonly tenantId: string
  readonly old: OldPlaces
  /** Folders of the person's documents. */
  readonly documents: readonly string[]
  /** That of the new OneDrive; null where it is not known to be this person's. */
  readonly newFolder: string | null
  /** Other OneDrives: nothing new may be made there. Null where no one knows them. */
  readonly otherFolders: readonly string[] | null
}) => Promise<Reading<PointerFacts> | null>

/** What the address of the old OneDrive has answered so far; null where no one knows one. */
export type AskLinks = (address: string | null) => LinkFacts

/** What a check goes by, and what it asks for the rest. */
type Gathering = Omit<
  CheckInput,
  'machine' | 'takenAt' | 'scan' | 'look' | 'rescue' | 'links' | 'libraries' | 'pointers'
> & {
  readonly platform: { readFacts(): Promise<MachineFacts> }
  readonly now: () => Date
  readonly scan: AskScan
  readonly look: AskScannedFolders
  readonly rescue: AskRescue
  readonly links: AskLinks
  readonly libraries?: AskLibraries
  readonly pointers?: AskPointers
}

/** Reads the machine and judges it. `now` gives the time of the check; `scan` is asked where there is an old folder. */
export async function checkMachine({
  platform,
  now,
  scan,
  look,
  rescue,
  links,
  libraries,
  pointers,
  ...known
}: Gathering): Promise<CheckResult> {
  const facts = await platform.readFacts()
  const { phase, config, machine, person } = toCheckContext({ ...known, machine: facts })
  const isMoved = phase !== 'not-due' && phase !== 'ready'
  const taking = isMoved ? config : beforeMove(config)
  const request = toOldFolderRequest(machine, taking)
  const target = toRescueTarget(machine, config, phase, person)
  const newFolder = target.kind === 'ready' ? target.root : null
  const found =
    phase === 'not-due'
      ? null
      : await scan(
          request,
          config.source.tenantId,
          phase === 'watch',
          newFolder,
          toExclusions(machine, taking),
        )
  const settlement =
    found === null
      ? null
      : await rescue({
          roots: rootsOf(request),
          target,
          found,
          oldHosts: hostsOf(config.source),
          nobodysRoots: findNobodysRoots(machine, request),
          isTaking: isClientTaking(machine),
        })
  // Before the move there is nothing that an old address could lead to.
  const linkFacts = links(isMoved ? toOldAddress(machine, config) : null)
  const isTheirs = facts.context.kind === 'read' && facts.context.value.runsAs === 'user'
  const libraryFacts = await libraries?.({
    tenantId: config.source.tenantId,
    seen: findOldLibraries(machine, config),
    isWhole:
      known.knowledge.kind === 'known' && !isGateOpen(known.knowledge) && linkedOf(machine, 'old').length > 0,
    isTheirs,
  })
  const pointerFacts =
    isMoved && config.features.mender && isTheirs
      ? await pointers?.({
          tenantId: config.source.tenantId,
          old: toOldPlaces(machine, config, person, {
            roots: [...rootsOf(request), ...look(config.source.tenantId).roots],
            libraries: (libraryFacts?.kept?.libraries ?? []).map(({ folder }) => folder),
          }),
          documents: toDocumentFolders(machine, newFolder),
          newFolder,
          otherFolders: toOtherFolders(machine, newFolder),
        })
      : null
  return judgeMachine({
    ...known,
    pointers: pointerFacts ?? null,
    ...(libraryFacts !== undefined && { libraries: libraryFacts }),
    machine: facts,
    scan: found,
    look: look(config.source.tenantId),
    rescue: settlement,
    links: linkFacts,
    takenAt: now().toISOString(),
  })
}

/**
 * Where rescued files may go at this moment, from facts that are read anew: asked again whenever copying starts or goes on, because
 * accounts may have changed since it was planned.
 */
export async function findRescueTarget({
  platform,
  ...known
}: Omit<Parameters<typeof toCheckContext>[0], 'machine'> & {
  readonly platform: { readFacts(): Promise<MachineFacts> }
}): Promise<RescueTarget> {
  const { phase, config, machine, person } = toCheckContext({ ...known, machine: await platform.readFacts() })
  return toRescueTarget(machine, config, phase, person)
}

function rootsOf(request: ScanRequest | null): string[] {
  return (request?.roots ?? []).map(({ folder }) => folder)
}

/** The OneDrives and libraries of every account but the new one. */
function toOtherFolders({ accounts }: OwnedMachine, newFolder: string | null): string[] | null {
  if (accounts.kind === 'unreadable') return null
  return accounts.value
    .flatMap(({ folder, libraries }) => [
      ...(folder === null ? [] : [folder]),
      ...libraries.map((library) => library.folder),
    ])
    .filter((folder) => newFolder === null || !isBelow(folder, newFolder))
}

/** The new OneDrive, and the person's own folders that lie outside of it. */
function toDocumentFolders({ knownFolders }: OwnedMachine, newFolder: string | null): string[] {
  const known = knownFolders.kind === 'read' ? knownFolders.value.flatMap(({ path }) => path ?? []) : []
  const all = newFolder === null ? known : [newFolder, ...known]
  return all.filter((one, at) => !all.some((other, place) => place < at && isBelow(one, other)))
}

function isClientTaking(machine: OwnedMachine): boolean | null {
  const { client, syncLogs } = machine
  if (client.kind === 'unreadable') return null
  if (!client.value.running) return false
  if (syncLogs === null || syncLogs.kind === 'unreadable') return null
  return !linkedOf(machine, 'mine').some((account) =>
    judgeSync(syncLogs, account, true).some(({ code }) => code === 'sync.paused'),
  )
}
