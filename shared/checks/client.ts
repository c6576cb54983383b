import { createFinding, type Finding } from '../finding.ts'
import type { ClientFacts } from '../machine.ts'
import type { Reading } from '../reading.ts'

/** Judges the sync client: there, allowed, recent enough, running. `minimumVersion` is configuration (onedrive-facts 3). */
export function judgeClient(reading: Reading<ClientFacts>, minimumVersion: string | null): Finding[] {
  if (reading.kind === 'unreadable')
    return [createFinding('client.unknown', reading, { reason: reading.reason })]
  const client = reading.value
  // A client that is switched off neither runs nor updates itself: the policy is the whole story.
  if (client.disabledByPolicy) return [createFinding('client.disabled-by-policy', reading)]
  if (!client.installed) return [createFinding('client.not-installed', reading)]
  return [...judgeVersion(client, minimumVersion, reading), ...judgeRunning(client, reading)]
}

function judgeVersion(
  { version }: ClientFacts,
  minimumVersion: string | null,
  origin: Reading<unknown>,
): Finding[] {
  if (minimumVersion === null) return []
  const order = version === null ? null : compareVersions(version, minimumVersion)
  const evidence = { version, minimumVersion }
  if (order === null) return [createFinding('client.unknown', origin, { reason: 'version', ...evidence })]
  return order < 0 ? [createFinding('client.outdated', origin, evidence)] : []
}

function judgeRunning({ running, executable }: ClientFacts, origin: Reading<unknown>): Finding[] {
  if (running === null) return [createFinding('client.unknown', origin, { reason: 'processes' })]
  return running ? [] : [createFinding('client.not-running', origin, { executable })]
}

/**
 * Orders two dotted versions by number, part by part: below zero when `left` is older. Parts left out are 0.
 * Null when one is not a version, because then nobody can tell (pitfall 30).
 */
export function compareVersions(left: string, right: string): number | null {
  const leftParts = toParts(left)
  const rightParts = toParts(right)
  if (leftParts === null || rightParts === null) return null
  for (let place = 0; place < Math.max(leftParts.length, rightParts.length); place += 1) {
    const difference = (leftParts[place] ?? 0) - (rightParts[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function toParts(version: string): number[] | null {
  const text = version.trim()
  return /^\d{1,9}(\.\d{1,9}){0,7}$/.test(text) ? text.split('.').map(Number) : null
}
