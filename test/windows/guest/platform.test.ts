import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { afterEach } from 'node:test'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import { describe, it, skipped } from './on-windows.ts'

const target = { email: 'jörg+x&y=1@fabrikam.com' }
const handlers = { user: 'HKCU\\Software\\Classes\\odopen', computer: 'HKLM\\Software\\Classes\\odopen' }

describe('createWindowsPlatform', () => {
  afterEach(() => {
    if (skipped !== false) return
    for (const key of Object.values(handlers)) reg('delete', key, '/f')
  })

  for (const [whose, key] of Object.entries(handlers)) {
    it(`opens the documented URI where the ${whose} has a handler, the address encoded`, async () => {
      assert.equal(reg('add', key, '/v', 'URL Protocol', '/d', '', '/f'), 0)
      const opened: string[] = []
      const platform = createWindowsPlatform(async (uri) => void opened.push(uri))
      assert.deepEqual(await platform.open('add-account', target), { kind: 'opened' })
      assert.deepEqual(await platform.open('start-client', target), { kind: 'opened' })
      assert.deepEqual(opened, [
        'odopen://sync?useremail=j%C3%B6rg%2Bx%26y%3D1%40fabrikam.com',
        'odopen://launch',
      ])
    })
  }

  it('opens nothing where no handler is registered', async () => {
    const platform = createWindowsPlatform(() => assert.fail('opened'))
    assert.deepEqual(await platform.open('start-client', target), {
      kind: 'unavailable',
      reason: 'no-handler',
    })
  })

  it('opens nothing from the command line, and nothing that is not the client’s', async () => {
    assert.equal(reg('add', handlers.user, '/f'), 0)
    const unsupported = { kind: 'unavailable', reason: 'unsupported' }
    assert.deepEqual(await createWindowsPlatform(null).open('start-client', target), unsupported)
    const platform = createWindowsPlatform(() => assert.fail('opened'))
    assert.deepEqual(await platform.open('open-web', target), unsupported)
  })

  it('reads every fact of a Windows without OneDrive', async () => {
    const facts = await createWindowsPlatform(null).readFacts()
    assert.equal(facts.platform, 'windows')
    assert.deepEqual(facts.accounts.kind === 'read' && facts.accounts.value, [])
    assert.equal(facts.client.kind === 'read' && facts.client.value.installed, false)
    assert.deepEqual(facts.policies.kind === 'read' && facts.policies.value.allowedTenants, null)
    assert.equal(facts.knownFolders.kind === 'read' && facts.knownFolders.value.length, 3)
  })
})

function reg(...words: string[]): number | null {
  return spawnSync('reg.exe', words, { stdio: 'ignore' }).status
}
