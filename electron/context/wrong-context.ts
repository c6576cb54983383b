import { judgeContext } from '../../shared/checks/context.ts'
import type { MachineFacts } from '../../shared/facts/machine.ts'
import { platformFor, type Machine } from '../platform/index.ts'

/** Why nothing may be done here: what is read is not the person's. */
export type WrongContext = { readonly code: string; readonly explanation: string }

const explanations: Readonly<Record<string, string>> = {
  'context.system': 'it was started as SYSTEM or without a desktop, where nobody’s OneDrive is.',
  'context.elevated': 'it was started elevated or as somebody else than the person at this desktop.',
  'context.unsupported-platform': 'Microsoft has no OneDrive app for this system.',
}

/** Null where Landfall runs as the person whose computer it is. What cannot be told is for the check to say. */
export function toWrongContext(facts: MachineFacts): WrongContext | null {
  const finding = judgeContext(facts).find(({ outcome }) => outcome === 'blocked')
  if (finding === undefined) return null
  return { code: finding.code, explanation: explanations[finding.code] ?? finding.code }
}

export async function findWrongContext(machine: Machine): Promise<WrongContext | null> {
  return toWrongContext(await (await platformFor(machine)).readFacts())
}
