import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'

/** Whether a disk of a chosen size can be had here: only root mounts one. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0

/** A disk in memory of so many bytes (`60m`), below `home`; whoever mounts it takes it away again. */
export async function mountSmallDisk(home: string, size: string): Promise<string> {
  const disk = path.join(home, 'small-disk')
  await mkdir(disk)
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`no disk could be mounted: ${stderr}`)
  return disk
}
