/** What a OneDrive does not upload, as its tenant and this computer have it; told by the client itself, not by Landfall. */
export type ClientRules = {
  /** Whole names of folders: what lies below stays here. */
  readonly ignoredFolders?: readonly string[]
  /** Endings that the tenant blocks, without their dot. */
  readonly blockedEndings?: readonly string[]
  /** Bytes that the new OneDrive takes in all; without end unless given. */
  readonly quota?: number
}

/** Whether a file is taken, by its path with `/` between names; `used` is what the OneDrive holds before it. */
export function isTakenBy(
  { ignoredFolders = [], blockedEndings = [], quota = Number.POSITIVE_INFINITY }: ClientRules,
  path: string,
  size: number,
  used: number,
): boolean {
  const names = path.toLowerCase().split('/')
  const name = names.pop() ?? ''
  if (name.endsWith('.tmp') || name === 'desktop.ini') return false
  if (blockedEndings.some((ending) => name.endsWith(`.${ending.toLowerCase()}`))) return false
  if (ignoredFolders.some((folder) => names.includes(folder.toLowerCase()))) return false
  return used + size <= quota
}
