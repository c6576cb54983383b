import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { readConfiguration } from '../../../electron/context/config-file.ts'
import { policyKey } from '../../../shared/installation/app-id.ts'
import { describe, it, skipped } from './on-windows.ts'

const computer = `HKLM\\${policyKey}`
const person = `HKCU\\${policyKey}`

describe('policy in the real registry', () => {
  afterEach(() => {
    if (skipped !== false) return
    for (const key of [computer, person]) spawnSync('reg.exe', ['delete', key, '/f'], { stdio: 'ignore' })
  })

  it('is missing, as the file is, where no one has set anything', async () => {
    assert.equal((await readConfiguration(null, null)).kind, 'missing')
  })

  it('is the whole configuration once the example has been imported', async () => {
    importExample()
    const reading = await readConfiguration(null, null)
    assert.equal(reading.kind, 'ready')
    assert.ok(reading.kind === 'ready')
    assert.equal(reading.config.signIn.broker, true)
    assert.equal(reading.config.admin.endpoint, 'https://landfall.fabrikam.com')
    assert.ok(reading.managed.includes('source.tenantId'))
    assert.deepEqual(reading.problems, [])
  })

  it('lets the computer’s win over the user’s, and the user’s over the default', async () => {
    importExample()
    add(person, 'SupportName', 'REG_SZ', 'Somebody else')
    add(person, 'ReportsCounts', 'REG_DWORD', '0')
    add(`${person}\\SignInKnownAuthorities`, '1', 'REG_SZ', 'login.example')
    add(`${person}\\SignInKnownAuthorities`, '2', 'REG_SZ', 'login.example:8443')
    const reading = await readConfiguration(null, null)
    assert.ok(reading.kind === 'ready')
    const { support, reports, signIn } = reading.config
    assert.equal(support.name, 'Fabrikam Service Desk')
    assert.equal(reports.counts, false)
    assert.deepEqual(signIn.knownAuthorities, ['login.example', 'login.example:8443'])
  })

  it('is read by the command line, which names what is wrong and goes on with the default', () => {
    importExample()
    add(computer, 'SignInTimeoutSeconds', 'REG_DWORD', '5')
    const { report, status } = check()
    const [finding, ...others] = report.findings.filter(({ code }) => code.startsWith('config.'))
    assert.equal(finding?.code, 'config.invalid')
    assert.equal(finding.evidence['key'], 'signIn.timeoutSeconds')
    assert.equal(finding.evidence['path'], `${computer} (SignInTimeoutSeconds)`)
    assert.deepEqual(others, [])
    assert.equal(status, 20)
    assert.equal(report.steps.length, 10)
    assert.notEqual(report.supportCode, '')
  })

  it('stops the command line where what is wrong has no safe default', () => {
    importExample()
    add(computer, 'TargetTenantId', 'REG_SZ', 'fabrikam')
    const { report, status } = check()
    assert.deepEqual(
      report.findings.map(({ code, evidence }) => [code, evidence['key']]),
      [['config.invalid', 'target.tenantId']],
    )
    assert.equal(status, 20)
  })
})

describe('--status of the command line', () => {
  it('could not tell where the app has not looked yet for this person', () => {
    const cli = join(import.meta.dirname, 'cli', 'cli.mjs')
    assert.equal(spawnSync(process.execPath, [cli, '--status'], { stdio: 'ignore' }).status, 15)
  })
})

function importExample(): void {
  run(['import', join(import.meta.dirname, 'example.reg')])
}

function add(key: string, name: string, type: string, data: string): void {
  run(['add', key, '/v', name, '/t', type, '/d', data, '/f'])
}

function run(words: readonly string[]): void {
  assert.equal(spawnSync('reg.exe', words, { stdio: 'ignore' }).status, 0, words.join(' '))
}

type Report = {
  readonly findings: readonly { readonly code: string; readonly evidence: Record<string, unknown> }[]
  readonly steps: readonly unknown[]
  readonly supportCode: string
}

function check(): { report: Report; status: number | null } {
  const cli = join(import.meta.dirname, 'cli', 'cli.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--check', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  assert.notEqual(stdout, '', `exit code ${status}, ${stderr}`)
  return { report: JSON.parse(stdout) as Report, status }
}
