import { describe, expect, it } from 'vitest'
import { flags } from '../../../../electron/context/arguments.ts'
import { findRefusedSwitches } from '../../../../electron/start/weak-switch.ts'

const own = new Set(Object.keys(flags))
const onWindows = { system: 'win32', isRoot: false } as const
const onLinux = { system: 'linux', isRoot: false } as const

describe('findRefusedSwitches', () => {
  it.each([
    'remote-debugging-port=9222',
    'remote-debugging-pipe',
    'disable-web-security',
    'no-sandbox',
    'disable-gpu-sandbox',
    'host-rules=MAP * 10.0.0.1',
    'host-resolver-rules=MAP * 10.0.0.1',
    'proxy-server=10.0.0.1:8080',
    'proxy-pac-url=http://10.0.0.1/a.pac',
    'ignore-certificate-errors',
    'ignore-certificate-errors-spki-list=AAAA',
    'auth-server-allowlist=*',
    'js-flags=--allow-natives-syntax',
    'gpu-launcher=cmd.exe',
    'renderer-cmd-prefix=cmd.exe',
    'load-extension=C:\\x',
    'user-data-dir=C:\\x',
    'inspect-brk',
    'log-net-log=C:\\x',
    'a-switch-of-next-year',
  ])('refuses %s, in every way that Chromium takes it', (word) => {
    const name = word.replace(/=.*/, '')
    for (const form of [`--${word}`, `-${word}`, `/${word}`, `--${word.toUpperCase()}`])
      expect([form, ...findRefusedSwitches([form], own, onWindows)]).toEqual([form, name])
    // Where it seems to be the value of a flag, Chromium sees it all the same.
    expect(findRefusedSwitches(['--config', `--${word}`], own, onWindows)).toEqual([name])
    expect(findRefusedSwitches(['landfall:', `--${word}`], own, onWindows)).toEqual([name])
    expect(findRefusedSwitches([`--${word}`], own, onLinux)).toEqual([name])
  })

  it('takes Landfall’s own flags, what people need to see the window, and what systems add', () => {
    const words = [
      ...Object.keys(flags).map((name) => `--${name}`),
      '--lang=ar',
      '--force-device-scale-factor=2',
      '--force-renderer-accessibility',
      '--disable-gpu',
      '-Embedding',
      '-psn_0_12345',
      'landfall:',
      'C:\\Users\\amy\\recording.zip',
    ]
    expect(findRefusedSwitches(words, own, onWindows)).toEqual([])
    expect(findRefusedSwitches(['--replay', '/home/amy/recording.zip'], own, onLinux)).toEqual([])
    expect(findRefusedSwitches(['--', '--no-sandbox'], own, onWindows)).toEqual([])
  })

  it('names every one, so that each can be taken away before Chromium acts on it', () => {
    const words = ['--remote-debugging-port=0', '--lang=ar', '--log-net-log=C:\\x', '--', '--inspect']
    expect(findRefusedSwitches(words, own, onWindows)).toEqual(['remote-debugging-port', 'log-net-log'])
  })

  it('lets only root on Linux go without a sandbox, who has none to lose', () => {
    expect(findRefusedSwitches(['--no-sandbox'], own, { system: 'linux', isRoot: true })).toEqual([])
    expect(findRefusedSwitches(['--no-sandbox'], own, { system: 'win32', isRoot: true })).toEqual([
      'no-sandbox',
    ])
  })
})
