import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

export type VirtualDesktop = {
  /** What programs on this desktop must have in their environment. */
  readonly env: Record<string, string>
  stop(): Promise<void>
}

const screen = '1440x1000x24'
const patienceMilliseconds = 15_000

/**
 * A desktop of its own for Electron on a machine without a display: Xvfb, and a private message bus with an
 * unlocked keyring, so that safeStorage has real encryption and no one's own keyring is touched.
 */
export async function startVirtualDesktop(): Promise<VirtualDesktop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-desktop-'))
  const started: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of started.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = once(child, 'exit')
      child.kill()
      await gone
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const env: Record<string, string> = { DISPLAY: await startDisplay(started) }
    if (existsSync('/usr/bin/dbus-daemon') && existsSync('/usr/bin/gnome-keyring-daemon')) {
      Object.assign(env, await startKeyring(folder, started))
    } else {
      console.error('There is no dbus or gnome-keyring: tokens are kept in memory only.')
    }
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startDisplay(started: ChildProcess[]): Promise<string> {
  // Xvfb takes a free display by itself and tells its number on this descriptor.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  started.push(child)
  return `:${await firstLine(child, child.stdio[3] as Readable)}`
}

async function startKeyring(folder: string, started: ChildProcess[]): Promise<Record<string, string>> {
  const home = path.join(folder, 'home')
  const runtime = path.join(folder, 'runtime')
  await mkdir(home, { mode: 0o700 })
  await mkdir(runtime, { mode: 0o700 })
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=3'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtime },
  })
  started.push(bus)
  const address = await firstLine(bus, bus.stdio[3] as Readable)
  const env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: runtime }
  // The password of a keyring that lives as long as this desktop.
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, ...env, HOME: home, XDG_DATA_HOME: path.join(home, 'data') },
  })
  started.push(keyring)
  keyring.stdin.end('landfall')
  await waitForSecrets({ ...process.env, ...env })
  return env
}

// The daemon says nothing when it is ready; its name on the bus does.
async function waitForSecrets(env: NodeJS.ProcessEnv): Promise<void> {
  const ask = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const question = [...ask, 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
  const deadline = Date.now() + patienceMilliseconds
  while (!spawnSync('dbus-send', question, { env, encoding: 'utf8' }).stdout.includes('true')) {
    if (Date.now() > deadline) throw new Error('gnome-keyring-daemon did not come up')
    await setTimeout(50)
  }
}

async function firstLine(child: ChildProcess, stream: Readable): Promise<string> {
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${child.spawnfile} ended at once`)))
  const line = once(createInterface(stream), 'line', { signal: AbortSignal.timeout(patienceMilliseconds) })
  // Whichever is not first must not become an unhandled rejection later.
  failed.catch(() => {})
  ended.catch(() => {})
  const [text] = (await Promise.race([line, failed, ended])) as [string]
  return text
}
