import { z } from 'zod'
import { readLock } from './read-lock.ts'

/** One advisory in the form of OSV (ossf.github.io/osv-schema), as GitHub's database and OSV.dev give it. */
const advisorySchema = z.looseObject({
  id: z.string(),
  summary: z.string().optional(),
  modified: z.string().optional(),
  withdrawn: z.string().optional(),
  // In words, as GitHub gives it; else the vector of a CVSS.
  severity: z.array(z.looseObject({ type: z.string(), score: z.string() })).optional(),
  database_specific: z.looseObject({ severity: z.string().optional() }).optional(),
  affected: z
    .array(
      z.looseObject({
        package: z.looseObject({ ecosystem: z.string(), name: z.string() }),
        ranges: z
          .array(
            z.looseObject({
              type: z.string(),
              events: z.array(
                z.looseObject({
                  introduced: z.string().optional(),
                  fixed: z.string().optional(),
                  last_affected: z.string().optional(),
                }),
              ),
            }),
          )
          .optional(),
        versions: z.array(z.string()).optional(),
      }),
    )
    .optional(),
})
export type Advisory = z.infer<typeof advisorySchema>

export type Installed = { readonly name: string; readonly version: string; readonly isTool: boolean }
export type Affected = Installed & {
  readonly advisory: string
  readonly severity: string
  readonly summary: string
}

/** Null for what is not an advisory. */
export function readAdvisory(value: unknown): Advisory | null {
  return advisorySchema.safeParse(value).data ?? null
}

/** Electron is installed as a tool and goes out with the app. */
const shippedTools = new Set(['electron'])

/** What a package-lock.json installs from the registry, each version once. */
export function listInstalled(lock: unknown): Installed[] {
  const found = new Map<string, Installed>()
  for (const { name, version, isTool } of readLock(lock)) {
    if (version === undefined) continue
    const key = `${name}@${version}`
    // Ships if it ships once.
    const isToolHere = isTool && !shippedTools.has(name)
    found.set(key, { name, version, isTool: isToolHere && found.get(key)?.isTool !== false })
  }
  return [...found.values()]
}

/** That an advisory is about a package that is installed. */
export function toAffected(one: Installed, { id, summary = '', ...advisory }: Advisory): Affected {
  const severity =
    advisory.database_specific?.severity?.toLowerCase() ?? advisory.severity?.[0]?.score ?? 'unknown severity'
  return { ...one, advisory: id, severity, summary }
}

/** Which of the installed packages an advisory of npm’s is about. A withdrawn one is about none. */
export function findAffected(installed: readonly Installed[], advisories: readonly Advisory[]): Affected[] {
  const byName = new Map<string, Installed[]>()
  for (const one of installed) byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  return advisories
    .filter(({ withdrawn }) => withdrawn === undefined)
    .flatMap((advisory) => {
      const found = (advisory.affected ?? [])
        .filter(({ package: { ecosystem } }) => ecosystem === 'npm')
        .flatMap(({ package: { name }, ranges = [], versions = [] }) =>
          (byName.get(name) ?? []).filter(
            ({ version }) =>
              versions.includes(version) ||
              // Those of Git name commits.
              ranges.some(({ type, events }) => type !== 'GIT' && isInside(version, events)),
          ),
        )
      return [...new Set(found)].map((one) => toAffected(one, advisory))
    })
}

type Events = readonly {
  introduced?: string | undefined
  fixed?: string | undefined
  last_affected?: string | undefined
}[]

type Bound = { readonly at: string; readonly kind: 'introduced' | 'fixed' | 'last' }

/** Events come in any order; by version, what is introduced counts until it is fixed. */
function isInside(version: string, events: Events): boolean {
  const bounds = events.flatMap(({ introduced, fixed, last_affected: last }): Bound[] => [
    ...(introduced === undefined ? [] : [{ at: introduced, kind: 'introduced' } as const]),
    ...(fixed === undefined ? [] : [{ at: fixed, kind: 'fixed' } as const]),
    ...(last === undefined ? [] : [{ at: last, kind: 'last' } as const]),
  ])
  // Passed over it would count as one that affects nothing.
  for (const { at } of bounds)
    if (!/^\d+(\.\d+){0,2}([-+]|$)/.test(at)) throw new Error(`${at} is not a version that can be compared`)
  let isIn = false
  for (const { at, kind } of bounds.toSorted((one, other) => compareSemver(one.at, other.at))) {
    const order = compareSemver(version, at)
    if (kind === 'introduced' && order >= 0) isIn = true
    if ((kind === 'fixed' && order >= 0) || (kind === 'last' && order > 0)) isIn = false
  }
  return isIn
}

/** By Semantic Versioning 2.0.0, section 11; “0” is before everything. */
export function compareSemver(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => {
    const [core = '', ...rest] = (text.split('+', 1)[0] ?? '').split('-')
    return { core: core.split('.').map(Number), pre: rest.join('-') }
  })
  if (a === undefined || b === undefined) return 0
  for (let place = 0; place < 3; place += 1) {
    const difference = (a.core[place] ?? 0) - (b.core[place] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  if (a.pre === b.pre) return 0
  if (a.pre === '') return 1
  if (b.pre === '') return -1
  return comparePre(a.pre.split('.'), b.pre.split('.'))
}

function comparePre(one: readonly string[], other: readonly string[]): number {
  for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
    const [a, b] = [one[place], other[place]]
    if (a === undefined) return -1
    if (b === undefined) return 1
    if (a === b) continue
    const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
    if (isNumber && isOtherNumber) return Math.sign(Number(a) - Number(b))
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
    return a < b ? -1 : 1
  }
  return 0
}
