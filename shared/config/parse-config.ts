import type { z } from 'zod'
import { configFileSchema, configSchema, type Config } from './config.ts'
import { isOwnGraph, policyOnly, type ConfigGround } from './config-ground.ts'
import { applyPolicy, isComputerPolicy, type ManagedLayer } from './managed-settings.ts'
import { listSettings } from './settings.ts'
import { tellProblem, type ConfigProblem } from './tell-problem.ts'

export type ConfigResult =
  | {
      readonly kind: 'ready'
      readonly config: Config
      /** The keys whose value is the organisation's policy. */
      readonly managed: readonly string[]
      /** What policy had wrong; the default is used in its place. */
      readonly problems: readonly ConfigProblem[]
    }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'invalid'; readonly path: string; readonly problems: readonly ConfigProblem[] }

/** Proves the text of a configuration file; every problem names its key. Never throws. */
export function parseConfig(
  text: string,
  path: string,
  layers: readonly ManagedLayer[] = [],
  ground: ConfigGround = 'development',
): ConfigResult {
  try {
    const raw: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
    return composeConfig(raw, path, layers, ground)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON'
    return { kind: 'invalid', path, problems: [{ key: '(file)', reason: `not valid JSON: ${reason}` }] }
  }
}

/** Where there is no file: policy alone, or nothing at all. */
export function configWithoutFile(path: string, layers: readonly ManagedLayer[]): ConfigResult {
  const isSaid = layers.some(({ values }) => values.size > 0)
  return isSaid ? composeConfig({ formatVersion: 1 }, path, layers, 'machine') : { kind: 'missing', path }
}

/** Policy over the file, and what is left out at its default. */
function composeConfig(
  raw: unknown,
  path: string,
  layers: readonly ManagedLayer[],
  ground: ConfigGround,
): ConfigResult {
  const isPolicyAlone = ground === 'machine' && layers.some(isComputerPolicy)
  const { value, managed, problems, isVital } = applyPolicy(
    raw,
    layers,
    listSettings(configFileSchema),
    isPolicyAlone ? policyOnly : new Set(),
  )
  const parsed = configSchema.safeParse(value, { error: tellProblem })
  if (!parsed.success) {
    const named = new Set(problems.map(({ key }) => key))
    const own = parsed.error.issues.flatMap(toProblems).filter(({ key }) => !named.has(key))
    return { kind: 'invalid', path, problems: [...problems, ...own] }
  }
  if (isVital) return { kind: 'invalid', path, problems }
  const config = parsed.data
  if (config.source.tenantId === config.target.tenantId) {
    const reason = 'is the same as source.tenantId; a move needs two tenants'
    return { kind: 'invalid', path, problems: [{ key: 'target.tenantId', reason }] }
  }
  if (ground === 'machine' && !managed.includes('graph.endpoint') && !isOwnGraph(config.graph)) {
    const reason = 'another host than the cloud’s own is taken from policy alone'
    return { kind: 'invalid', path, problems: [{ key: 'graph.endpoint', reason }] }
  }
  return { kind: 'ready', config, managed, problems }
}

function toProblems(issue: z.core.$ZodIssue): ConfigProblem[] {
  const place = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ key: toKey([...place, key]), reason: 'is not a known setting' }))
  }
  return [{ key: toKey(place), reason: issue.message }]
}

function toKey(place: readonly string[]): string {
  return place.length === 0 ? '(file)' : place.map((part) => (part === '' ? '""' : part)).join('.')
}
