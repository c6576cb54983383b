import { execFile } from 'node:child_process'
import { z } from 'zod'
import type { Answer } from './ask-osv.ts'
import type { Affected, Installed } from './advisories.ts'
import { readLock } from './read-lock.ts'

const auditSchema = z.looseObject({
  vulnerabilities: z.record(
    z.string(),
    z.looseObject({
      nodes: z.array(z.string()),
      via: z.array(
        z.union([
          z.string(),
          z.looseObject({ name: z.string(), title: z.string(), url: z.string(), severity: z.string() }),
        ]),
      ),
    }),
  ),
})
const refusedSchema = z.looseObject({ message: z.string() })

/** Asks the registry that npm is set up for, by `npm audit`. A mirror that only hands packages out answers 405: that throws. */
export async function askRegistry(
  folder: string,
  lock: unknown,
  installed: readonly Installed[],
): Promise<Answer> {
  const said: unknown = JSON.parse(await runAudit(folder))
  return { affected: readAudit(said, lock, installed), newest: new Date().toISOString() }
}

/** What `npm audit --json` says of the packages of a package-lock.json. Throws for a refusal, and for what is none of both. */
export function readAudit(said: unknown, lock: unknown, installed: readonly Installed[]): Affected[] {
  const audit = auditSchema.safeParse(said).data
  if (audit === undefined)
    throw new Error(refusedSchema.safeParse(said).data?.message ?? 'npm audit said something else')
  const byFolder = new Map(readLock(lock).map((each) => [each.folder, each]))
  return Object.values(audit.vulnerabilities).flatMap(({ nodes, via }) =>
    nodes.flatMap((node) => {
      const at = byFolder.get(node)
      const one = installed.find(({ name, version }) => name === at?.name && version === at.version)
      // A bare name is of a dependency, which has an entry of its own.
      return via.flatMap((each) =>
        one === undefined || typeof each === 'string'
          ? []
          : [{ ...one, advisory: each.url, severity: each.severity, summary: each.title }],
      )
    }),
  )
}

/** Ends with 1 where something was found, too, so that only what it printed counts. */
function runAudit(folder: string): Promise<string> {
  const [program, ...args] = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm.cmd'] : ['npm']
  return new Promise((resolve, reject) => {
    execFile(
      program ?? 'npm',
      [...args, 'audit', '--json', '--package-lock-only'],
      { cwd: folder, timeout: 120_000, maxBuffer: 1 << 28 },
      (error, stdout) =>
        stdout.trim() === ''
          ? reject(new Error(`npm audit said nothing: ${error?.message ?? ''}`))
          : resolve(stdout),
    )
  })
}
