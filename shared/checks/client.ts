import { compareVersions } from '../text/compare-versions.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { ClientFacts } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'

/** Judges the sync client: there, allowed, recent enough, running. `minimumVersion` is configuration (docs/facts/sync-client.md#installation-and-addresses). */
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
