import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import { describe, it } from './on-windows.ts'

/** The window promises two seconds; a busy machine that tests in Wine may take longer. */
const patienceMilliseconds = 60_000

/** Changes something and answers once the platform has said so; fails where no one says a word. */
async function seesBy(change: () => void): Promise<void> {
  let stop = (): void => undefined
  let timer: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      stop = createWindowsPlatform(null).watch(resolve)
      change()
      timer = setTimeout(() => reject(new Error('nobody noticed')), patienceMilliseconds)
    })
  } finally {
    clearTimeout(timer)
    stop()
  }
}

function reg(...words: string[]): void {
  assert.equal(spawnSync('reg.exe', words, { stdio: 'ignore' }).status, 0, words.join(' '))
}

const accounts = 'HKCU\\Software\\Microsoft\\OneDrive\\Accounts'
const shellFolders = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\OneDrive'

describe('watching a Windows', () => {
  it('notices that the client’s key appears, and a value far below it', async () => {
    await seesBy(() => reg('add', `${accounts}\\Business1`, '/v', 'UserEmail', '/d', 'amy@x', '/f'))
    await seesBy(() => reg('add', `${accounts}\\Business1`, '/v', 'UserEmail', '/d', 'bob@x', '/f'))
    await seesBy(() => reg('delete', `${accounts}\\Business1`, '/f'))
  })

  it('notices a known folder that moves and a policy that comes', async () => {
    await seesBy(() => reg('add', shellFolders, '/v', 'Personal', '/d', 'C:\\elsewhere', '/f'))
    await seesBy(() => reg('add', `${policies}\\AllowTenantList`, '/v', '1', '/d', 'x', '/f'))
  })

  it('notices every one of many changes in a row', async () => {
    let noticed = 0
    const stop = createWindowsPlatform(null).watch(() => (noticed += 1))
    try {
      for (let change = 1; change <= 3; change += 1) {
        reg('add', accounts, '/v', 'n', '/d', String(change), '/f')
        await until(() => noticed >= change)
      }
    } finally {
      stop()
    }
  })

  it('notices that the client starts', async () => {
    const client = 'C:\\client\\OneDrive.exe'
    mkdirSync('C:\\client', { recursive: true })
    copyFileSync(process.execPath, client)
    const words = ['-e', 'setInterval(() => {}, 1000)']
    let kill = (): void => undefined
    try {
      await seesBy(() => {
        const running = spawn(client, words, { stdio: 'ignore' })
        kill = () => void running.kill()
      })
    } finally {
      kill()
    }
  })

  it('notices that the client writes its log', async () => {
    const folder = join(process.env['LOCALAPPDATA'] ?? '', 'Microsoft\\OneDrive\\logs\\Business1')
    mkdirSync(folder, { recursive: true })
    await seesBy(() => writeFileSync(join(folder, 'SyncDiagnostics.log'), 'files = 1\n'))
  })

  it('says nothing more once it was ended', async () => {
    const stop = createWindowsPlatform(null).watch(() => assert.fail('said something'))
    stop()
    // The next watcher hears of it; the one before it does not.
    await seesBy(() => reg('add', accounts, '/v', 'n', '/d', 'last', '/f'))
  })
})

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + patienceMilliseconds
  while (!holds()) {
    assert.ok(Date.now() < end, 'nobody noticed')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
