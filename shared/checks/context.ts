import { createFinding, type Finding } from '../findings/finding.ts'
import type { MachineFacts } from '../facts/machine.ts'

/** As whom Landfall runs decides whether what it reads is the user's at all (docs/facts/sync-client.md#the-registry-of-the-person, pitfall 7). */
export function judgeContext(machine: MachineFacts): Finding[] {
  const { context } = machine
  if (context.kind === 'unreadable') {
    return [createFinding('context.unknown', context, { reason: context.reason })]
  }
  if (machine.platform === 'linux') return [createFinding('context.unsupported-platform', context)]
  switch (context.value.runsAs) {
    case 'system':
      return [createFinding('context.system', context)]
    case 'elevated':
      return [createFinding('context.elevated', context)]
    case 'user':
      return []
  }
}
