import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'plist'
import { describe, expect, it } from 'vitest'
import {
  backgroundLabel,
  openWhenActivated,
  stayWithoutWindow,
  toStayCommand,
} from '../../../../electron/window/mac-life.ts'

function createApp() {
  const events = new EventEmitter()
  const state = { isReady: true }
  const app = { isReady: () => state.isReady, on: events.on.bind(events) }
  /** True where the quit was held up. */
  const quit = (): boolean => {
    let isHeld = false
    events.emit('before-quit', { preventDefault: () => (isHeld = true) })
    return isHeld
  }
  return { app, state, quit, activate: () => events.emit('activate') }
}

describe('Landfall opened again from Finder or the Dock', () => {
  it('shows its window, but not for the start itself', () => {
    const { app, state, activate } = createApp()
    let shown = 0
    openWhenActivated(app, () => (shown += 1))
    state.isReady = false
    activate()
    expect(shown).toBe(0)
    state.isReady = true
    activate()
    activate()
    expect(shown).toBe(2)
  })
})

describe('a quit while Landfall is in the background', () => {
  function createLife() {
    const made = createApp()
    const windows = new Set<{ close(): void }>()
    const open = () => {
      const window = { close: () => windows.delete(window) }
      windows.add(window)
    }
    let shutDown = (): void => undefined
    stayWithoutWindow(
      made.app,
      () => [...windows],
      (listener) => {
        shutDown = listener
      },
    )
    return { ...made, windows, open, shutDown: () => shutDown() }
  }

  it('closes the window and leaves the background', () => {
    const { open, quit, windows } = createLife()
    open()
    expect([quit(), windows.size]).toEqual([true, 0])
    open()
    expect([quit(), windows.size]).toEqual([true, 0])
  })

  it('is one without a window, so also the second of two', () => {
    const { open, quit } = createLife()
    expect(quit()).toBe(false)
    open()
    expect([quit(), quit()]).toEqual([true, false])
  })

  it('is one while the system shuts down', () => {
    const { open, quit, windows, shutDown } = createLife()
    open()
    shutDown()
    expect([quit(), windows.size]).toEqual([false, 1])
  })
})

describe('what a window that was opened by hand leaves behind', () => {
  it('waits for its end, then asks launchd for the job of the package', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-stay-'))
    try {
      const launchctl = path.join(folder, 'launchctl')
      const calls = path.join(folder, 'calls')
      const window = spawn('sleep', ['600'])
      const ended = new Promise((resolve) => window.on('exit', resolve))
      const isThere = `kill -0 ${window.pid} 2>/dev/null && echo there >> ${calls}`
      await writeFile(launchctl, `#!/bin/sh\n${isThere}\necho "$*" >> ${calls}\n`, { mode: 0o755 })
      const stay = spawn('sh', ['-c', toStayCommand(window.pid ?? 0, 501, launchctl)])
      stay.once('spawn', () => window.kill())
      await Promise.all([ended, new Promise((resolve) => stay.on('exit', resolve))])
      expect(await readFile(calls, 'utf8')).toBe(`kickstart gui/501/${backgroundLabel}\n`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('names the job as its property list does, in words that the shell takes', async () => {
    const file = path.resolve(import.meta.dirname, `../../../../build/macos/${backgroundLabel}.plist`)
    expect(parse(await readFile(file, 'utf8'))).toMatchObject({ Label: backgroundLabel })
    expect(spawnSync('sh', ['-n', '-c', toStayCommand(1, 501)]).status).toBe(0)
  })
})
