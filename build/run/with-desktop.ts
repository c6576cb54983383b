import { startVirtualDesktop } from './virtual-desktop.ts'

/** True where a window could be seen by somebody. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
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
