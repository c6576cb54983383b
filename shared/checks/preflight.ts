import type { DiskFacts } from '../facts/machine.ts'
import type { Origin, Reading } from '../facts/reading.ts'
import type { ScanResult } from '../files/scan.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { FindingCode } from '../findings/vocabulary.ts'
import type { UnaskedReason } from './check-result.ts'
import { deletingPolicies } from './deleting-policies.ts'
import { lowestFreeBytes } from './disks.ts'
import { preflightSubjects, type PreflightState, type PreflightSubject } from './preflight-subjects.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/** What is judged before the move, of this look. `files`: whether the step of the files was asked, and why not. */
export type PreflightAsked = {
  readonly machine: OwnedMachine
  readonly scan: Reading<ScanResult> | null
  readonly files: 'asked' | UnaskedReason
  /** What the other judges found. */
  readonly findings: readonly Finding[]
  /** ISO 8601. */
  readonly takenAt: string
}

/**
 * What will hurt on the day of the move and nothing else asks before: data files of Outlook, notebooks that are here alone, room that
 * will be short, profiles that Windows deletes, a computer of several people. Nothing is looked through for it: the facts and the scan
 * are those of the same look.
 */
export function judgePreflight(asked: PreflightAsked): Finding[] {
  const { machine } = asked
  return [
    ...judgeMail(asked),
    ...judgeNotebooks(machine),
    ...judgeProfiles(machine),
    ...judgeRoom(asked),
    ...judgePeople(machine),
  ]
}

/** Each subject of the page before the move with its state. What could not be seen is unknown, and never a pass. */
export function judgePreflightOverview(asked: PreflightAsked): Finding {
  const isKnown = toKnown(asked)
  const codesFound = new Set<string>(asked.findings.map(({ code }) => code))
  const stateOf = (subject: PreflightSubject): PreflightState => {
    if (codesOf[subject].some((code) => codesFound.has(code))) return 'open'
    return isKnown[subject] ? 'fine' : 'unknown'
  }
  const evidence = Object.fromEntries(preflightSubjects.map((subject) => [subject, stateOf(subject)]))
  return createFinding('preflight.overview', { source: 'check', readAt: asked.takenAt }, evidence)
}

/** What says that something of a subject is to be put right. */
const codesOf: Readonly<Record<PreflightSubject, readonly FindingCode[]>> = {
  mail: ['preflight.mail-archives'],
  notebooks: ['preflight.notebooks-local', 'files.notebook'],
  room: ['client.disk-low', 'preflight.room-short'],
  folders: ['policy.known-folders-locked'],
  deletion: ['policy.shortcuts-deleted-on-loss', 'preflight.profiles-deleted'],
  people: ['preflight.shared-computer'],
}

function toKnown({ machine, scan, files, findings }: PreflightAsked): Record<PreflightSubject, boolean> {
  const { workplace, policies, people } = machine
  const has = (code: FindingCode, reason?: string): boolean =>
    findings.some((one) => one.code === code && (reason === undefined || one.evidence['reason'] === reason))
  // Where there is no old folder, nothing lies in it.
  const isNothingThere = files === 'not-applicable'
  const seen = scan?.kind === 'read' && scan.value.unreadable.folders === 0 ? scan.value : null
  const isRead = (name: string): boolean =>
    policies.kind === 'read' && !policies.value.unread.some((one) => one.name === name)
  return {
    mail: isNothingThere || seen?.mailArchives !== undefined,
    notebooks: workplace?.localNotebooks.kind === 'read' && (isNothingThere || seen !== null),
    room:
      (isNothingThere || (seen?.pinned !== undefined && findOldDisk(machine) !== undefined)) &&
      !has('client.unknown', 'disks'),
    folders: isRead('KFMBlockOptOut') && !has('folders.unknown'),
    deletion: deletingPolicies.every(isRead),
    people: people?.kind === 'read',
  }
}

function judgeMail({ scan }: PreflightAsked): Finding[] {
  if (scan?.kind !== 'read') return []
  const { files, bytes } = scan.value.mailArchives ?? { files: 0, bytes: 0 }
  return files === 0 ? [] : [createFinding('preflight.mail-archives', scan, { files, bytes })]
}

function judgeNotebooks({ workplace }: OwnedMachine): Finding[] {
  const notebooks = workplace?.localNotebooks
  if (notebooks === undefined) return []
  if (notebooks.kind === 'unreadable') return [toUnknown('notebooks', notebooks, notebooks.reason)]
  const what = notebooks.value
  return what.length === 0
    ? []
    : [createFinding('preflight.notebooks-local', notebooks, { found: what.length, what })]
}

function judgeProfiles({ policies }: OwnedMachine): Finding[] {
  const days = policies.kind === 'read' ? policies.value.deletesProfilesAfterDays : null
  return days === null ? [] : [createFinding('preflight.profiles-deleted', policies, { days })]
}

/** One person is enough for a computer. */
function judgePeople({ people }: OwnedMachine): Finding[] {
  if (people === null) return []
  if (people.kind === 'unreadable') return [toUnknown('people', people, people.reason)]
  return people.value > 1 ? [createFinding('preflight.shared-computer', people, { found: people.value })] : []
}

/**
 * What is always kept on the computer is downloaded again into the new folder while the old one is still there. Where no file tells
 * that it is in the cloud alone, that is all of them.
 */
function judgeRoom({ machine, scan }: PreflightAsked): Finding[] {
  const { disks } = machine
  if (scan?.kind !== 'read' || disks.kind === 'unreadable') return []
  const { bytes: all, hasCloudState, pinned } = scan.value
  const bytes = hasCloudState ? (pinned?.bytes ?? 0) : all
  const disk = findOldDisk(machine)
  // Less than that is a finding of its own.
  if (disk === undefined || disk.freeBytes < lowestFreeBytes) return []
  const { root, freeBytes } = disk
  return freeBytes - bytes >= lowestFreeBytes
    ? []
    : [createFinding('preflight.room-short', disks, { root, freeBytes, bytes })]
}

/** The volume that the old OneDrive lies on: on a Mac every path begins with the root of the first one. */
function findOldDisk(machine: OwnedMachine): DiskFacts['disks'][number] | undefined {
  const path = linkedOf(machine, 'old')
    .flatMap(({ folder }) => folder ?? [])[0]
    ?.toLowerCase()
  if (machine.disks.kind === 'unreadable') return undefined
  return machine.disks.value.disks
    .filter(({ root }) => path?.startsWith(root.toLowerCase()) === true)
    .toSorted((left, right) => right.root.length - left.root.length)[0]
}

function toUnknown(subject: PreflightSubject, origin: Origin, reason: string): Finding {
  return createFinding('preflight.unknown', origin, { reason, subject })
}
