import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPowerShell, powerShellEnvironment } from '../../../build/bootstrap/powershell.mjs'
import { startDirectory, type Directory } from '../../world/directory/start-directory.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const folder = path.join(root, 'docs/app-registration')
const tenantId = '22222222-2222-4222-8222-222222222222'
const consoleAddress = 'https://landfall.fabrikam.com'
/** The endpoint's permissions, by the number under which one manifest offers them and the others ask for them. */
const reportPermission = '6f2d5e0a-3c1b-4a57-9a8e-2f7b1d0c4e93'
const consolePermission = 'b94c2f16-7d3a-4e58-9c01-6a8e5f2d7b34'

type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly appId: string }
type Content = Readonly<
  Record<
    'applications' | 'servicePrincipals' | 'oauth2PermissionGrants' | 'appRoleAssignments',
    readonly Entry[]
  >
> & { readonly asked: readonly string[] }

let work: string
let directory: string
let service: Directory
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'landfall-directory-'))
  directory = path.join(work, 'directory.json')
  service = await startDirectory(directory)
})
afterEach(() => {
  service.stop()
  return rm(work, { recursive: true, force: true })
})

const start = (state: Record<string, unknown>): Promise<void> => writeFile(directory, JSON.stringify(state))
const there = async (): Promise<Content> => JSON.parse(await readFile(directory, 'utf8')) as Content

type Shell = 'sh' | 'ps1'
type Ran = { readonly code: number; readonly out: string; readonly err: string }

const powershell = findPowerShell()

/** PowerShell's spelling of an option: `--for-return` is `-ForReturn`. */
const toSwitch = (word: string): string =>
  word === '--dry-run'
    ? '-WhatIf'
    : word
        .replace(/^--/, '-')
        .replace(/-([a-z])/g, (_all, letter: string) => `-${letter.toUpperCase()}`)
        .replace(/(?<=\w)-/g, '')

const toLines = (text: string): readonly string[] => text.trim().split(/\r?\n/)

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The program and its words: each script by the stand-in of what it asks the directory through. */
function toCommand(shell: Shell, words: readonly string[]): readonly string[] {
  if (shell === 'sh') return ['sh', path.join(folder, 'register.sh'), tenantId, consoleAddress, ...words]
  const module = path.join(root, 'test/world/directory/graph.psm1')
  const asked = words.map((word) => (word.startsWith('--') ? toSwitch(word) : quote(word))).join(' ')
  const script = quote(path.join(folder, 'register.ps1'))
  const call = `& ${script} -TenantId ${tenantId} -ConsoleAddress ${consoleAddress} ${asked}`
  return [...(powershell ?? []), '-Command', `Import-Module ${quote(module)}; ${call}`]
}

/** Runs a script, signed in to `signedIn`. */
function register(
  words: readonly string[] = [],
  env: Record<string, string> = {},
  shell: Shell = 'sh',
): Promise<Ran> {
  const [program = '', ...args] = toCommand(shell, words)
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      {
        cwd: root,
        env: {
          ...(shell === 'ps1' && { ...process.env, ...powerShellEnvironment, NO_COLOR: '1' }),
          PATH: `${path.join(root, 'test/world/directory')}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
          DIRECTORY_URL: service.url,
          DIRECTORY_TENANT: tenantId,
          LANDFALL_RETRY_SECONDS: '0',
          ...env,
        },
      },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
    // No one answers a question.
    child.stdin?.end()
  })
}

/** What a finished registration left: every name in one line each, to compare. */
async function expectWhole(out: string): Promise<void> {
  const { applications, servicePrincipals, oauth2PermissionGrants } = await there()
  const one = (name: string): Entry => {
    const [found, ...more] = applications.filter(({ displayName }) => displayName === name)
    expect([name, more, found !== undefined]).toEqual([name, [], true])
    return found as Entry
  }
  const endpoint = one('Landfall admin endpoint')
  const landfall = one('Landfall')
  const page = one('Landfall console')
  expect(applications).toHaveLength(3)
  expect(servicePrincipals).toHaveLength(4)
  const principal = (appId: string): string =>
    servicePrincipals.find((known) => known.appId === appId)?.id ?? '(none)'
  const graph = principal('00000003-0000-0000-c000-000000000000')
  const consents = oauth2PermissionGrants.map(({ clientId, resourceId, scope }) => [
    clientId,
    resourceId,
    scope,
  ])
  expect(consents).toHaveLength(3)
  expect(consents).toEqual(
    expect.arrayContaining([
      [principal(page.appId), principal(endpoint.appId), 'Console.Use'],
      [principal(landfall.appId), principal(endpoint.appId), 'Reports.Submit'],
      [principal(landfall.appId), graph, expect.stringContaining('User.Read Files.Read')],
    ]),
  )
  expect(JSON.stringify(applications)).not.toMatch(/TENANT-ID|CLIENT-ID|CONSOLE-ADDRESS/)
  expect(endpoint).toMatchObject({
    identifierUris: [`api://${tenantId}/landfall-admin`],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [{ value: 'Console.Use' }, { id: reportPermission, value: 'Reports.Submit' }],
    },
  })
  expect(landfall).toMatchObject({
    isFallbackPublicClient: true,
    publicClient: {
      redirectUris: ['http://localhost', `ms-appx-web://Microsoft.AAD.BrokerPlugin/${landfall.appId}`],
    },
    requiredResourceAccess: [
      { resourceAppId: endpoint.appId, resourceAccess: [{ id: reportPermission }] },
      {},
    ],
  })
  expect(page).toMatchObject({
    spa: { redirectUris: [`${consoleAddress}/`] },
    requiredResourceAccess: [{ resourceAppId: endpoint.appId, resourceAccess: [{ id: consolePermission }] }],
  })
  expect(out).toContain(`signIn.clientId   ${landfall.appId}`)
  expect(out).toContain(`admin.scope       api://${tenantId}/landfall-admin/Reports.Submit`)
  expect(out).toContain(`audience          ${endpoint.appId}`)
  expect(out).toContain(`clients           ["${landfall.appId}"]`)
  expect(out).toContain(`console.clientId  ${page.appId}`)
}

/** Registers in the cloud of the American government, and expects its names in both files. */
async function expectCloud(shell: Shell): Promise<void> {
  const words = ['--cloud', 'us-government', '--for-return', '--write-to', work]
  const { code, out } = await register(words, { DIRECTORY_CLOUD: 'AzureUSGovernment' }, shell)
  expect(code).toBe(0)
  expect(out).toContain('https://login.microsoftonline.us/OLD-TENANT-ID/adminconsent')
  const [app, admin] = await Promise.all(
    ['landfall.json', 'admin.json'].map((name) => readFile(path.join(work, name), 'utf8')),
  )
  expect(JSON.parse(app ?? '')).toMatchObject({ cloud: 'us-government' })
  expect(JSON.parse(admin ?? '')).toMatchObject({ authority: 'https://login.microsoftonline.us' })
}

/** A tenant in which version 0.1.0 registered Landfall and stopped before the consents: applications without unique names. */
async function startWithOlder(): Promise<void> {
  await register()
  const { applications, oauth2PermissionGrants, ...rest } = await there()
  const older = applications.map(({ uniqueName: _name, ...entry }) => {
    const isLandfall = entry['displayName'] === 'Landfall'
    return isLandfall ? { ...entry, publicClient: { redirectUris: ['http://localhost'] } } : entry
  })
  const stranger = {
    id: 'stranger',
    appId: 'stranger',
    displayName: 'Landfall',
    requiredResourceAccess: [],
    unseen: 0,
  }
  const graph = rest.servicePrincipals.find(({ displayName }) => displayName === 'Microsoft Graph')
  const consents = oauth2PermissionGrants
    .filter(({ resourceId }) => resourceId === graph?.id)
    .map((consent) => ({ ...consent, scope: 'Calendars.Read' }))
  await start({ ...rest, asked: [], applications: [stranger, ...older], oauth2PermissionGrants: consents })
}

describe.skipIf(process.platform === 'win32')('docs/app-registration/register.sh', () => {
  it('registers three applications whole, consents for everybody, and says what is still to do', async () => {
    const { code, out } = await register()
    expect(code).toBe(0)
    await expectWhole(out)
    expect(out).toContain('nobody may open the console yet')
  })

  it('waits where a new object is not known yet, and finishes in a second run what ended half-way', async () => {
    const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' }
    await start({ slow: 2, answers: { 14: refusal } })
    const stopped = await register()
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain('not there yet, waiting for')
    expect(stopped.err).toContain('Insufficient privileges.')
    expect(stopped.err).toContain('Privileged Role Administrator')
    const { code, out } = await register()
    expect(code).toBe(0)
    await expectWhole(out)
  })

  it('makes nothing twice where everything is there, and passes over a busy moment', async () => {
    await register()
    const before = await there()
    await start({
      ...before,
      asked: [],
      answers: { 3: { status: 429, code: 'TooManyRequests', message: 'Slow.' } },
    })
    const { code, out } = await register()
    expect(code).toBe(0)
    await expectWhole(out)
    expect((await there()).applications).toEqual(before.applications)
    expect((await there()).asked.filter((asked) => !asked.startsWith('GET'))).toEqual([])
  })

  it('adopts what version 0.1.0 made, leaves a stranger of the same name alone, and keeps the scopes of a consent', async () => {
    await startWithOlder()
    const { code } = await register()
    expect(code).toBe(0)
    const { applications, oauth2PermissionGrants } = await there()
    expect(applications.map(({ displayName }) => displayName).toSorted()).toEqual([
      'Landfall',
      'Landfall',
      'Landfall admin endpoint',
      'Landfall console',
    ])
    expect(applications.find(({ id }) => id === 'stranger')).not.toHaveProperty('publicClient')
    expect(oauth2PermissionGrants.map(({ scope }) => scope)).toContain('Calendars.Read User.Read Files.Read')
  })

  it('makes nothing in another tenant or cloud than the given one, and says which is which', async () => {
    const other = await register([], { DIRECTORY_TENANT: '11111111-1111-4111-8111-111111111111' })
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringContaining('signed in to the tenant 11111111-1111-4111-8111-111111111111'),
    ])
    const cloud = await register(['--cloud', 'china'])
    expect([cloud.code, cloud.err]).toEqual([
      1,
      expect.stringContaining('az cloud set --name AzureChinaCloud'),
    ])
    await expect(readFile(directory)).rejects.toThrow('ENOENT')
  })

  it('changes nothing in a dry run, and names what it would make', async () => {
    const { code, out, err } = await register(['--dry-run', '--for-return', '--admin-role', 'me'])
    expect([code, out]).toEqual([0, 'Nothing was changed: this was a dry run.\n'])
    expect(err).toContain('would make the application Landfall console')
    expect(err).toContain('would give the role Landfall.Admin to me')
    expect((await there()).asked.filter((asked) => !asked.startsWith('GET'))).toEqual([])
  })

  it('gives the role, opens the way back, writes both files beside what they hold, and does it again without harm', async () => {
    const me = '7d0b2a55-6d1e-4b0a-9c6e-0a1b2c3d4e5f'
    await start({ me })
    const words = ['--admin-role', 'me', '--for-return', '--write-to', work]
    await writeFile(
      path.join(work, 'landfall.json'),
      JSON.stringify({ target: { name: 'Fabrikam' }, support: { name: 'Desk' } }),
    )
    expect((await register(words)).code).toBe(0)
    const { code, out } = await register(words)
    expect(code).toBe(0)
    await expectWhole(out)
    const { applications, appRoleAssignments } = await there()
    const [endpoint, landfall, page] = applications
    expect(appRoleAssignments).toMatchObject([
      { principalId: me, appRoleId: '0c5b7e52-91d4-4f0e-8a36-5d9f3c1e7a21' },
    ])
    expect(endpoint).toMatchObject({
      signInAudience: 'AzureADMultipleOrgs',
      api: { knownClientApplications: [landfall?.appId], requestedAccessTokenVersion: 2 },
    })
    expect(landfall).toMatchObject({ signInAudience: 'AzureADMultipleOrgs' })
    expect(out).toContain(`adminconsent?client_id=${landfall?.appId}`)
    expect(JSON.parse(await readFile(path.join(work, 'landfall.json'), 'utf8'))).toEqual({
      formatVersion: 1,
      target: { name: 'Fabrikam', tenantId },
      support: { name: 'Desk' },
      signIn: { clientId: landfall?.appId },
      admin: { scope: `api://${tenantId}/landfall-admin/Reports.Submit`, endpoint: consoleAddress },
    })
    expect(JSON.parse(await readFile(path.join(work, 'admin.json'), 'utf8'))).toEqual({
      targetTenantId: tenantId,
      audience: endpoint?.appId,
      clients: [landfall?.appId],
      console: { clientId: page?.appId },
    })
  })

  it('registers in another cloud, whose names both files have', () => expectCloud('sh'))

  it('takes away exactly what it made, once somebody says so', async () => {
    await startWithOlder()
    const shown = await register(['--remove', '--dry-run'])
    expect(shown.out).toMatch(/^Landfall console: client id .*\nLandfall: .*\nLandfall admin endpoint: /)
    expect((await register(['--remove'])).err).toContain('Nothing was taken away.')
    expect((await there()).applications).toHaveLength(4)
    expect((await register(['--remove', '--yes'])).code).toBe(0)
    const left = await there()
    expect(left.applications.map(({ id }) => id)).toEqual(['stranger'])
    expect(left.servicePrincipals.map(({ displayName }) => displayName)).toEqual(['Microsoft Graph'])
    expect(left.oauth2PermissionGrants).toEqual([])
    expect((await register(['--remove', '--yes'])).out).toContain('nothing of Landfall')
  })

  it.each([[['--admin-role', 'amy']], [['--cloud', 'mars']], [['--nonsense']], [['--write-to']]])(
    'refuses %j with 2 and one sentence',
    async (words) => {
      const { code, out, err } = await register(words)
      expect([code, out]).toEqual([2, ''])
      expect(err.trim().split('\n')).toHaveLength(1)
    },
  )
})

/** PowerShell takes a second to start: what the two scripts have in common is tried above. */
describe.skipIf(powershell === null)('docs/app-registration/register.ps1', { timeout: 180_000 }, () => {
  const run = (words: readonly string[] = [], env: Record<string, string> = {}): Promise<Ran> =>
    register(words, env, 'ps1')

  it('waits where a new object is not known yet, says what was refused, and finishes in a second run', async () => {
    const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' }
    await start({ slow: 2, answers: { 14: refusal } })
    const stopped = await run()
    expect(stopped.code).toBe(1)
    expect(stopped.err).toContain('not there yet, waiting for')
    expect(stopped.err).toContain('Insufficient privileges.')
    const { code, out } = await run()
    expect(code).toBe(0)
    await expectWhole(out)
    expect(out).toContain('nobody may open the console yet')
  })

  it('makes nothing twice, and leaves and says what register.sh does', async () => {
    const shell = await register()
    const before = await there()
    await start({
      ...before,
      asked: [],
      answers: { 3: { status: 429, code: 'TooManyRequests', message: 'Slow.' } },
    })
    const { code, out } = await run()
    expect(code).toBe(0)
    await expectWhole(out)
    expect(toLines(out)).toEqual(toLines(shell.out.replace('--admin-role', '-AdminRole')))
    expect((await there()).applications).toEqual(before.applications)
    expect((await there()).asked.filter((asked) => !asked.startsWith('GET'))).toEqual([])
  })

  it('adopts what version 0.1.0 made, and takes away exactly what is ours, once somebody says so', async () => {
    await startWithOlder()
    expect((await run()).code).toBe(0)
    expect((await there()).applications).toHaveLength(4)
    expect((await there()).oauth2PermissionGrants.map(({ scope }) => scope)).toContain(
      'Calendars.Read User.Read Files.Read',
    )
    const shown = await run(['--remove', '--dry-run'])
    expect(shown.out).toMatch(
      /^Landfall console: client id .*\r?\nLandfall: .*\r?\nLandfall admin endpoint: /,
    )
    expect((await there()).applications).toHaveLength(4)
    expect((await run(['--remove', '--yes'])).code).toBe(0)
    expect((await there()).applications.map(({ id }) => id)).toEqual(['stranger'])
  })

  it('makes nothing in another tenant, nor in a dry run, and says which and what', async () => {
    const other = await run([], { DIRECTORY_TENANT: '11111111-1111-4111-8111-111111111111' })
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringContaining('signed in to the tenant 11111111-1111-4111-8111-111111111111'),
    ])
    await expect(readFile(directory)).rejects.toThrow('ENOENT')
    const words = ['--dry-run', '--for-return', '--admin-role', 'me']
    const { code, out, err } = await run(words)
    expect([code, out.trim()]).toEqual([0, 'Nothing was changed: this was a dry run.'])
    expect(err).toContain('would make the application Landfall console')
    expect(toLines(err)).toEqual(toLines((await register(words)).err))
    expect((await there()).asked.filter((asked) => !asked.startsWith('GET'))).toEqual([])
  })

  it('registers in another cloud, whose names both files have', () => expectCloud('ps1'))

  it('gives the role, opens the way back, and writes the files that register.sh writes', async () => {
    const me = '7d0b2a55-6d1e-4b0a-9c6e-0a1b2c3d4e5f'
    await start({ me })
    const words = ['--admin-role', 'me', '--for-return', '--write-to', work]
    const { code, out } = await run(words)
    expect(code).toBe(0)
    await expectWhole(out)
    const files = ['landfall.json', 'admin.json'].map((name) => path.join(work, name))
    const written = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    expect((await register(words)).code).toBe(0)
    for (const [index, file] of files.entries())
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(written[index] ?? ''))
    expect((await there()).appRoleAssignments).toMatchObject([{ principalId: me }])
  })
})

describe('docs/sign-in.md', () => {
  it('names, for an admin who registers by hand, what the manifests and both scripts make', async () => {
    const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')
    const page = await readFile(path.join(root, 'docs/sign-in.md'), 'utf8')
    const manifests = (
      await Promise.all(['admin-endpoint.json', 'landfall.json', 'console.json'].map(read))
    ).join()
    const scripts = await Promise.all(['register.sh', 'register.ps1'].map(read))
    const names = [...manifests.matchAll(/"(?:value|displayName)": "(Landfall[^"]*|[A-Z]\w+\.\w+)"/g)].map(
      ([, name]) => name ?? '',
    )
    expect(new Set(names)).toEqual(
      new Set([
        'Landfall',
        'Landfall admin endpoint',
        'Landfall console',
        'Landfall.Admin',
        'Landfall.Helpdesk',
        'Landfall migration admin',
        'Landfall helpdesk',
        'Reports.Submit',
        'Console.Use',
      ]),
    )
    const made = ['Landfall admin endpoint', 'Landfall console', 'Reports.Submit', 'Console.Use']
    const shared = [
      ...made,
      'User.Read',
      'Files.Read',
      'ms-appx-web://Microsoft.AAD.BrokerPlugin/',
      'adminconsent',
    ]
    for (const text of [page, ...scripts]) for (const name of shared) expect(text).toContain(name)
    // What a script prints to be put into a file, somebody who registers by hand puts there too.
    for (const script of scripts) {
      const printed = [...script.matchAll(/"(landfall|admin)\.json {3,}([\w.]+) /g)].map(
        ([, , key]) => key ?? '',
      )
      expect(printed).toEqual(['signIn.clientId', 'admin.scope', 'audience', 'clients', 'console.clientId'])
      for (const key of printed) expect(page).toContain(`\`${key}\``)
    }
    for (const option of ['-AdminRole', '-ForReturn', '-Cloud', '-WriteTo', '-WhatIf', '-Remove'])
      expect(page).toContain(option)
    for (const option of ['--admin-role', '--for-return', '--cloud', '--write-to', '--dry-run', '--remove'])
      expect(page).toContain(option)
  })
})
