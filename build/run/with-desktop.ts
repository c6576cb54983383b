import { spawnSync } from 'node:child_process'
import { startVirtualDesktop } from './virtual-desktop.ts'

/** True where a window could be seen by somebody. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/** What is wrong with the display that the environment names; null where it answers, or where it cannot be asked. */
export function findDisplayProblem(): string | null {
  const display = process.env['DISPLAY']
  if (process.platform !== 'linux' || !display || process.env['WAYLAND_DISPLAY']) return null
  const { status } = spawnSync('xdpyinfo', ['-display', display], { stdio: 'ignore', timeout: 10_000 })
  // Null: that program is not here, or got no answer either way.
  if (status === 0 || status === null) return null
  return `The display ${display} (DISPLAY) does not answer. Name another one, or unset DISPLAY: without a display it drives itself.`
}

/** Runs `work` on a virtual desktop on Linux, on the machine's own desktop elsewhere. */
export async function withDesktop<Result>(
  work: (env: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  if (process.platform !== 'linux') return work({})
  const desktop = await startVirtualDesktop()
  try {
    return await work(desktop.env)
  } finally {
    await desktop.stop()
  }
}
