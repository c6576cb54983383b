import type { CheckResult } from '../../../shared/checks/check-result.ts'
import type { KeptLibraries } from '../../../shared/facts/old-library.ts'
import type { KeptScan } from '../../../shared/recording/kept-scan.ts'

type Replace = (text: string) => string

/** Codes, states, times and the version of the system, and nothing else: what a check found, without its evidence. */
export function redactCheck(result: CheckResult, text: Replace): CheckResult {
  const { formatVersion, app, takenAt, machine, scope, phase, verdict, steps, findings } = result
  const { platform, osVersion, recorded } = machine
  return {
    formatVersion,
    app: { name: app.name, version: app.version },
    takenAt,
    machine: { platform, osVersion: redactVersion(osVersion), recorded },
    scope,
    phase,
    verdict,
    steps: steps.map(({ id, outcome, reason, informs }) => ({
      id,
      outcome,
      ...(reason !== undefined && { reason }),
      ...(informs && { informs }),
    })),
    findings: findings.map(({ code, step, outcome, owner, source, readAt }) => ({
      ...{ code, step, outcome, owner, evidence: {} },
      ...{ source: redactSource(source, text), readAt },
    })),
    supportCode: result.supportCode,
    exitCode: result.exitCode,
  }
}

/** Counts, states and times, and nothing else: paths and reasons become pseudonyms. */
export function redactScan({ tenantId, reading, roots, settlement }: KeptScan, text: Replace): KeptScan {
  const origin = { source: redactSource(reading.source, text), readAt: reading.readAt }
  const papers = {
    tenantId,
    roots: roots.map((root) => ({ ...onlyNumbers(root), folder: text(root.folder) })),
    ...(settlement !== undefined && { settlement: onlyNumbers(settlement) }),
  }
  if (reading.kind === 'unreadable')
    return { ...papers, reading: { kind: 'unreadable', reason: text(reading.reason), ...origin } }
  const { folders, paths } = reading.value.unreadable
  const unreadable = { folders, paths: paths.map(text) }
  return {
    ...papers,
    reading: { kind: 'read', value: { ...onlyNumbers(reading.value), unreadable }, ...origin },
  }
}

/** Folders and addresses become pseudonyms that compare as they did; nothing else of a list is a text of the person's. */
export function redactLibraries(lists: readonly KeptLibraries[], text: Replace): KeptLibraries[] {
  return lists.map(({ tenantId, keptAt, libraries }) => ({
    tenantId,
    keptAt,
    libraries: libraries.map(({ folder, kind, siteUrl, owner, isSettled }) => ({
      ...{ folder: text(folder), kind, siteUrl: siteUrl === null ? null : text(siteUrl) },
      ...{ owner, isSettled },
    })),
  }))
}

/** The numbers of a version alone: a recording may hold more words. */
export function redactVersion(osVersion: string): string {
  return /^[\d.]+/.exec(osVersion)?.[0] ?? 'unknown'
}

/** Where something was read is one of our own words. */
function redactSource(source: string, text: Replace): string {
  return /^[a-z]+(?:-[a-z]+){0,3}$/.test(source) && source.length <= 30 ? source : text(source)
}

/** The numbers and switches in it, at any depth; no text. The names are ours. */
function onlyNumbers<Value extends object>(value: Value): Value {
  return pickNumbers(value) as Value
}

function pickNumbers(value: object): object {
  const kept: Record<string, unknown> = {}
  for (const [name, held] of Object.entries(value) as [string, unknown][]) {
    if (typeof held === 'number' || typeof held === 'boolean') kept[name] = held
    else if (typeof held === 'object' && held !== null && !Array.isArray(held)) kept[name] = pickNumbers(held)
  }
  return kept
}
