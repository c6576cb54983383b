import { spawnSync } from 'node:child_process'

/** Whether a disk of a chosen size can be had here: only root mounts one. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0

/** A disk in memory of so many bytes (`60m`) in the place of a folder; the test that mounts it takes it away again. */
export function mountSmallDisk(disk: string, size: string): string {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`no disk could be mounted: ${stderr}`)
  return disk
}
