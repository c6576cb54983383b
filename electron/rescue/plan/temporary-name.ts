import { randomBytes } from 'node:crypto'

/** What the temporary names of one run have in common; it is in the journal before the first of them exists. */
export function createMark(): string {
  return randomBytes(6).toString('hex')
}

/** OneDrive never uploads `*.tmp`, so that nothing half is ever on its way. */
export function toTemporaryName(mark: string, number: number): string {
  return `~landfall-${mark}-${number}.tmp`
}

/** True for a name that only a run with one of these marks can have given. */
export function isOurTemporary(name: string, marks: ReadonlySet<string>): boolean {
  const mark = /^~landfall-([0-9a-f]{12})-\d+\.tmp$/.exec(name)?.[1]
  return mark !== undefined && marks.has(mark)
}
