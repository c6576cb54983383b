/** One line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export type MountPoint = { readonly point: string; readonly type: string }

/** Reads `/proc/self/mountinfo`; a line that is none is left out. In the order of the file: a later one covers an earlier one. */
export function readMountPoints(mountInfo: string): MountPoint[] {
  return mountInfo.split('\n').flatMap((line) => {
    const fields = line.split(' ')
    // Behind the options of the mount comes any number of fields, then a hyphen and the type of the file system.
    const hyphen = fields.indexOf('-', 6)
    const [point, type] = [fields[4], fields[hyphen + 1]]
    return hyphen < 0 || !point?.startsWith('/') || !type ? [] : [{ point: unescape(point), type }]
  })
}

/**
 * Whether what is kept in this folder outlives the container: something is mounted there or above it, below the root, and it is no
 * memory. `folder` is absolute and without links.
 */
export function isOnVolume(mounts: readonly MountPoint[], folder: string): boolean {
  const above = mounts.filter(
    ({ point }) => point === '/' || folder === point || folder.startsWith(`${point}/`),
  )
  const nearest = above.reduce<MountPoint | null>(
    (best, mount) => (best === null || mount.point.length >= best.point.length ? mount : best),
    null,
  )
  return nearest !== null && nearest.point !== '/' && !inMemory.has(nearest.type)
}

const inMemory: ReadonlySet<string> = new Set(['tmpfs', 'ramfs'])

/** The kernel writes blank, tab, line feed and backslash as three octal digits. */
function unescape(point: string): string {
  return point.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))
}
