import { z } from 'zod'

/** A package that npm has installed from a registry. */
export type LockedPackage = {
  /** From the repository on, as in `node_modules/a/node_modules/b`. */
  readonly folder: string
  /** As the registry calls it; the folder may have another name for it. */
  readonly name: string
  readonly version: string | undefined
  /** What the package says of itself, an SPDX expression if it keeps to the rules. */
  readonly license: string | undefined
  /** Builds and tests only. */
  readonly isTool: boolean
  readonly integrity: string | undefined
}

const lockSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      integrity: z.string().optional(),
    }),
  ),
})

const beforeName = 'node_modules/'

/** What a package-lock.json (version 3) installs, without our own packages and links to them. Throws for what is none. */
export function readLock(lock: unknown): LockedPackage[] {
  return Object.entries(lockSchema.parse(lock).packages).flatMap(
    ([folder, { name, version, license, dev, link, integrity }]) => {
      const at = folder.lastIndexOf(beforeName)
      if (at < 0 || link === true) return []
      const known = name ?? folder.slice(at + beforeName.length)
      return [{ folder, name: known, version, license, isTool: dev === true, integrity }]
    },
  )
}
