import { configFileSchema, type ConfigFile } from '../../../shared/config/config.ts'
import { excludedEnding } from './redact-registry.ts'
import { listSettings, type Setting } from '../../../shared/config/settings.ts'

/**
 * Settings whose text says nothing about a person or an organisation: ids, days, times, versions, a colour. The text of every other
 * setting is replaced, also of one that is new; numbers, switches and choices hold no text.
 */
export const harmlessSettings: ReadonlySet<string> = new Set([
  'source.tenantId',
  'target.tenantId',
  'signIn.clientId',
  'plan.startsOn',
  'client.minimumVersion',
  'branding.accent',
  'reminders.quietFrom',
  'reminders.quietUntil',
  'reminders.deadline',
  'updates.minimumVersion',
])

/** Never written into a recording, redacted or not. */
const secretSettings: ReadonlySet<string> = new Set(['admin.enrolmentKey'])

/** The configuration with the settings that the schema has, and nothing else. `text` replaces names and addresses. */
export function redactConfig(config: ConfigFile, text: (value: string) => string): ConfigFile {
  const redacted: Record<string, unknown> = { formatVersion: config.formatVersion }
  for (const setting of listSettings(configFileSchema)) {
    const value = valueAt(config, setting.path)
    if (value === undefined || secretSettings.has(setting.key)) continue
    putAt(redacted, setting.path, redactSetting(setting, value, text))
  }
  return redacted as ConfigFile
}

function redactSetting({ key, kind }: Setting, value: unknown, text: (value: string) => string): unknown {
  if (kind === 'number' || kind === 'switch' || kind === 'choice' || harmlessSettings.has(key)) return value
  // Files with a blocked ending get this one in a redacted list.
  if (key.endsWith('.blockedEndings')) return Array.isArray(value) ? value.map(() => excludedEnding) : null
  // Short groups of digits are no words, and together they are somebody's number.
  const replace = key === 'support.phone' ? (one: string) => text(one).replace(/\d/g, '0') : text
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? replace(one) : null))
  return typeof value === 'string' ? replace(value) : null
}

function valueAt(node: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, name) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, name)
        ? (part as Readonly<Record<string, unknown>>)[name]
        : undefined,
    node,
  )
}

function putAt(node: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path
  if (name === undefined) return
  if (rest.length === 0) node[name] = value
  else {
    const below = (node[name] ?? {}) as Record<string, unknown>
    node[name] = below
    putAt(below, rest, value)
  }
}
