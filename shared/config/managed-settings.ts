import type { ConfigProblem } from './tell-problem.ts'
import type { Setting } from './settings.ts'
import { tellProblem } from './tell-problem.ts'

/** A value as a registry or a property list holds it; anything else is `null` and suits no setting. */
export type ManagedValue = string | number | boolean | readonly string[] | null

/** One place of policy, and what it sets by name: `SignInClientId`. Of several layers the first one wins. */
export type ManagedLayer = {
  /** As an admin finds it: `HKLM\SOFTWARE\Policies\Landfall\Landfall`. */
  readonly place: string
  readonly values: ReadonlyMap<string, ManagedValue>
}

type Applied = {
  readonly value: unknown
  readonly managed: readonly string[]
  readonly problems: readonly ConfigProblem[]
  /** True where a setting is wrong for which no default is safe. */
  readonly isVital: boolean
}

/** Whether it sets something for everybody on the computer, and not for one person of a Windows computer. */
export function isComputerPolicy({ place, values }: ManagedLayer): boolean {
  return values.size > 0 && !place.startsWith('HKCU\\')
}

/**
 * Puts policy over what the file says. What is `policyOnly` and only in the file is left out and named. A wrong value is named, and neither the file nor a weaker policy takes its
 * place: the setting stays at its default.
 */
export function applyPolicy(
  raw: unknown,
  layers: readonly ManagedLayer[],
  settings: readonly Setting[],
  policyOnly: ReadonlySet<string> = new Set(),
): Applied {
  // A file that is no object is refused as it is.
  if (layers.length === 0 || typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { value: raw, managed: [], problems: [], isVital: false }
  }
  const value = JSON.parse(JSON.stringify(raw)) as Record<string, unknown>
  const managed: string[] = []
  const problems: ConfigProblem[] = []
  let isVital = false
  for (const setting of settings) {
    const found = findValue(layers, setting.name)
    if (found === null) {
      if (policyOnly.has(setting.key) && hasAt(value, setting.path)) {
        putAt(value, setting.path, undefined)
        problems.push({
          key: setting.key,
          reason: 'is taken from policy alone, because this computer has one',
        })
      }
      continue
    }
    managed.push(setting.key)
    const proven = setting.schema.safeParse(toSettingValue(setting, found.value), { error: tellProblem })
    if (proven.success) {
      putAt(value, setting.path, toSettingValue(setting, found.value))
      continue
    }
    const reason = proven.error.issues[0]?.message ?? 'is wrong'
    problems.push({ key: setting.key, reason, path: `${found.place} (${setting.name})` })
    putAt(value, setting.path, undefined)
    isVital ||= setting.isVital
  }
  return { value, managed, problems: [...problems, ...findUnknown(layers, settings)], isVital }
}

/** An empty text is what a policy editor leaves of a value that was taken away. */
function findValue(
  layers: readonly ManagedLayer[],
  name: string,
): { readonly place: string; readonly value: ManagedValue } | null {
  for (const { place, values } of layers) {
    for (const [spelt, value] of values) {
      if (isSame(spelt, name) && value !== '') return { place, value }
    }
  }
  return null
}

/** A misspelt name sets nothing, and its author should hear of it. */
function findUnknown(layers: readonly ManagedLayer[], settings: readonly Setting[]): ConfigProblem[] {
  return layers.flatMap(({ place, values }) =>
    [...values.keys()]
      .filter((name) => name !== '' && !settings.some((setting) => isSame(name, setting.name)))
      .map((name) => ({ key: name, reason: 'is not a known setting', path: place })),
  )
}

// Windows compares names without case.
function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

/** As the schema wants it: a registry has no booleans, and an editor may write numbers as text. */
function toSettingValue({ kind }: Setting, value: ManagedValue): unknown {
  switch (kind) {
    case 'switch':
      if (value === 1 || value === '1' || value === 'true') return true
      return value === 0 || value === '0' || value === 'false' ? false : value
    case 'number':
      return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
    case 'list':
      return typeof value === 'string' ? value.split(/[;\s]+/).filter((part) => part !== '') : value
    case 'text':
    case 'choice':
      return typeof value === 'string' ? value.trim() : value
  }
}

function hasAt(object: unknown, path: readonly string[]): boolean {
  const [first = '', ...rest] = path
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, first)) return false
  return rest.length === 0 || hasAt((object as Readonly<Record<string, unknown>>)[first], rest)
}

/** Sets a leaf, and makes the objects above it; what is no object there is the file's own mistake and stays. */
function putAt(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path
  if (rest.length === 0) {
    if (value === undefined) delete object[first]
    else object[first] = value
    return
  }
  object[first] ??= {}
  const below = object[first]
  if (typeof below === 'object' && below !== null && !Array.isArray(below)) {
    putAt(below as Record<string, unknown>, rest, value)
  }
}
