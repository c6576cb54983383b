import type { PlanKnowledge } from '../move/plan.ts'
import type { Config, ConfigFile } from './config.ts'

/**
 * The file that reads back to this configuration, with what is known of the plan in it: addresses in a file do not
 * follow the direction, as those of a plan do.
 */
export function toConfigFile(config: Config, knowledge: PlanKnowledge): ConfigFile {
  const { endpoint } = config.graph
  const admin = { ...config.admin, enrolmentKey: undefined }
  return { ...config, admin, graph: { endpoint }, plan: { ...config.plan, ...toConfiguredPlan(knowledge) } }
}

/** What is not shown, nor written into a recording. */
const secretKeys: ReadonlySet<string> = new Set(['admin.enrolmentKey'])

/** What policy has set, as text for people. */
export function toManagedValues(
  config: Config,
  managed: readonly string[],
): { readonly key: string; readonly value: string }[] {
  return managed.map((key) => {
    let value: unknown = config
    for (const part of key.split('.'))
      value = (value as Readonly<Record<string, unknown>> | undefined)?.[part]
    if (value === undefined) return { key, value: '' }
    if (secretKeys.has(key)) return { key, value: '••••' }
    return { key, value: typeof value === 'string' ? value : JSON.stringify(value) }
  })
}

function toConfiguredPlan(knowledge: PlanKnowledge): Partial<Config['plan']> {
  if (knowledge.kind !== 'known') return {}
  const { direction, moveState, phase, sourceUpn, targetUpn } = knowledge.plan
  const [source, target] = direction === 'return' ? [targetUpn, sourceUpn] : [sourceUpn, targetUpn]
  return {
    direction,
    moveState,
    phase,
    sourceUpn: source ?? undefined,
    targetUpn: target ?? undefined,
  }
}
