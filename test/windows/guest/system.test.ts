import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeEvent } from '../../../electron/platform/windows/event-log.ts'
import { readAcceptsNotifications } from '../../../electron/platform/windows/notification-state.ts'
import { createRealSystem } from '../../../electron/platform/windows/real-system.ts'
import { isAnotherUser, readRunsAs } from '../../../electron/platform/windows/runs-as.ts'
import { recordWindows } from '../../../electron/platform/recording/record-windows.ts'
import type { RegFileKey } from '../../../shared/recording/reg-file.ts'
import { describe, it } from './on-windows.ts'
import { writeRegistry } from './write-registry.ts'

const profileList = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList'
const userShellFolders = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'

describe('createRealSystem', () => {
  it('gives three numbers for the version, those of Windows 10', () => {
    assert.match(createRealSystem().osVersion(), /^10\.0\.\d{5}$/)
  })

  it('is not a recording', () => {
    assert.equal(createRealSystem().recorded, false)
  })

  it('resolves a known folder that User Shell Folders moved into OneDrive, though it does not exist', () => {
    const moved = '%USERPROFILE%\\OneDrive - Contoso Zürich 😀\\Documents'
    redirect('Personal', moved)
    try {
      const profile = process.env['USERPROFILE'] ?? ''
      const expected = moved.replace('%USERPROFILE%', profile)
      assert.equal(createRealSystem().knownFolder('documents').toLowerCase(), expected.toLowerCase())
    } finally {
      redirect('Personal', '%USERPROFILE%\\Documents')
    }
  })

  it('resolves desktop and pictures below the profile where nothing moved them', () => {
    const profile = (process.env['USERPROFILE'] ?? '').toLowerCase()
    assert.equal(createRealSystem().knownFolder('desktop').toLowerCase(), `${profile}\\desktop`)
    assert.equal(createRealSystem().knownFolder('pictures').toLowerCase(), `${profile}\\pictures`)
  })

  it('finds an environment variable in any case, and not one that is absent', () => {
    const system = createRealSystem()
    assert.equal(system.environment('userprofile'), process.env['USERPROFILE'])
    assert.equal(system.environment('LANDFALL_NOT_THERE'), null)
  })

  it('counts the people of the person’s own directory who have a profile, and notes nothing else', () => {
    const directory = 'S-1-5-21-1004336348-1177238915-682003330'
    const profileOf = (sid: string, text: string): RegFileKey => ({
      path: `${profileList}\\${sid}`,
      values: new Map([['ProfileImagePath', { kind: 'expandable', text }]]),
    })
    writeRegistry(
      [profileList],
      [
        profileOf(`${directory}-1104`, '%USERPROFILE%'),
        profileOf(`${directory}-1105`, 'C:\\users\\bob'),
        profileOf('S-1-5-21-3623811015-3361044348-30300820-1001', 'C:\\users\\laps'),
      ],
    )
    try {
      assert.equal(createRealSystem().people(), 2)
      const { machine, registry } = recordWindows(createRealSystem(), '2026-11-20T09:14:03Z')
      assert.equal(machine.people, 2)
      assert.doesNotMatch(JSON.stringify(registry?.map(({ path }) => path)), /S-1-5-21/)
    } finally {
      writeRegistry([profileList], [])
    }
    assert.equal(createRealSystem().people(), null)
  })

  it('tells a file from a folder and from nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'landfall-ü-'))
    try {
      writeFileSync(join(folder, 'Größe.txt'), 'x')
      const system = createRealSystem()
      assert.equal(system.isFile(join(folder, 'größe.TXT')), true)
      assert.equal(system.isFile(folder), false)
      assert.equal(system.isFile(join(folder, 'none.txt')), false)
      assert.equal(system.isFile(join(folder, 'none', 'none.txt')), false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('lists no more names of a folder than are wanted, and none of a file or of nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'landfall-ü-'))
    try {
      for (const name of ['a', 'b', 'Größe']) writeFileSync(join(folder, name), 'x')
      const system = createRealSystem()
      assert.deepEqual([...(system.listFolder(folder, 9) ?? [])].sort(), ['a', 'b', 'Größe'].sort())
      assert.equal(system.listFolder(folder, 2)?.length, 2)
      assert.equal(system.listFolder(join(folder, 'a'), 9), null)
      assert.equal(system.listFolder(join(folder, 'none'), 9), null)
      assert.equal(system.isFolder(folder), true)
      assert.equal(system.isFolder(join(folder, 'a')), false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('sees OneDrive.exe while it runs, and no longer when it ended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'landfall-'))
    mkdirSync(folder, { recursive: true })
    const executable = join(folder, 'OneDrive.exe')
    copyFileSync(process.execPath, executable)
    const system = createRealSystem()
    assert.equal(system.isRunning('OneDrive.exe'), false)
    const child = spawn(executable, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    assert.equal(system.isRunning('OneDrive.exe'), true)
    assert.equal(system.isRunning('onedrive.EXE'), true)
    assert.equal(system.isRunning('OneDriv'), false)
    child.kill()
    await ended
    assert.equal(system.isRunning('OneDrive.exe'), false)
    rmSync(folder, { recursive: true })
  })
})

describe('readAcceptsNotifications', () => {
  it('is told that no one is disturbed where no program fills the screen', () => {
    assert.equal(readAcceptsNotifications(), true)
  })
})

describe('readRunsAs, with the weaker token', () => {
  it('says that the process is the user', () => {
    assert.equal(readRunsAs(), 'user')
  })
})

describe('isAnotherUser', () => {
  it('compares names without case and by their first 20 characters, and not with an empty one', () => {
    assert.equal(isAnotherUser('Amy', 'amy'), false)
    assert.equal(isAnotherUser('amy', 'bob'), true)
    assert.equal(isAnotherUser('maximilian.mustermann', 'maximilian.musterman'), false)
    assert.equal(isAnotherUser('amy', ''), false)
  })
})

describe('writeEvent', () => {
  it('is taken by the event log', () => {
    const text = 'Landfall 0.1.0: done, exit code 0. Findings: none.'
    assert.equal(writeEvent({ id: 1, level: 'information', text }), true)
  })
})

function redirect(name: string, path: string): void {
  const words = ['add', userShellFolders, '/v', name, '/t', 'REG_EXPAND_SZ', '/d', path, '/f']
  assert.equal(spawnSync('reg.exe', words, { stdio: 'ignore' }).status, 0)
}
