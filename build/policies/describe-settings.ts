import { z } from 'zod'
import { configFileSchema } from '../../shared/config/config.ts'
import { listSettings, type Setting } from '../../shared/config/settings.ts'

/** A setting with what its schema allows, as the templates and the page tell it. */
export type DescribedSetting = Setting & {
  readonly choices: readonly string[]
  readonly minimum: number | null
  readonly maximum: number | null
  readonly longest: number | null
  /** A regular expression; null where there is none. */
  readonly pattern: string | null
  readonly initial: unknown
  readonly mostEntries: number | null
}

/** Intune's portal takes no longer text for a setting of an imported template (docs/facts/deployment.md#policy-templates). */
export const longestText = 1023

export function describeSettings(): readonly DescribedSetting[] {
  return listSettings(configFileSchema).map((setting) => {
    const { enum: choices, ...schema } = z.toJSONSchema(setting.schema, { io: 'input' })
    return {
      ...setting,
      choices: (choices ?? []).filter((choice) => typeof choice === 'string'),
      minimum: schema.minimum ?? null,
      maximum: schema.maximum ?? null,
      longest: setting.kind === 'text' ? Math.min(schema.maxLength ?? longestText, longestText) : null,
      pattern: schema.pattern ?? null,
      initial: schema.default,
      mostEntries: toMostEntries(schema),
    }
  })
}

/** Of a list, also where one entry may stand alone. */
function toMostEntries({ maxItems, anyOf }: z.core.JSONSchema.BaseSchema): number | null {
  const bounds = anyOf?.flatMap((one) => one.maxItems ?? []) ?? []
  return maxItems ?? bounds[0] ?? null
}

/** The parts in their order, each with its settings; null for those that stand alone. */
export function toGroups(
  settings: readonly DescribedSetting[],
): ReadonlyMap<string | null, readonly DescribedSetting[]> {
  const groups = new Map<string | null, DescribedSetting[]>()
  for (const setting of settings) groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting])
  return groups
}
