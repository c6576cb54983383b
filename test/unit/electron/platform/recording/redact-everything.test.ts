import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { harmlessSettings, redactConfig } from '../../../../../electron/platform/recording/redact-config.ts'
import { createPseudonyms } from '../../../../../electron/platform/recording/pseudonyms.ts'
import { knownValues } from '../../../../../electron/platform/recording/redact-registry.ts'
import { createRedaction } from '../../../../../electron/platform/recording/redact.ts'
import {
  redactCheck,
  redactLibraries,
  redactScan,
} from '../../../../../electron/platform/recording/redact-papers.ts'
import type { CheckResult } from '../../../../../shared/checks/check-result.ts'
import { configFileSchema, type ConfigFile } from '../../../../../shared/config/config.ts'
import { parseConfig } from '../../../../../shared/config/parse-config.ts'
import type { KeptLibraries } from '../../../../../shared/facts/old-library.ts'
import { parseKeptLibraries, writeKeptLibraries } from '../../../../../shared/recording/kept-libraries.ts'
import type { KeptScan } from '../../../../../shared/recording/kept-scan.ts'
import { formatEntry } from '../../../../../shared/recording/entry-lines.ts'
import { readLogEntries, syncLogKeys } from '../../../../../shared/computer/client/sync-log.ts'
import { recordedMachineSchema } from '../../../../../shared/recording/recorded-machine.ts'
import { listSettings } from '../../../../../shared/config/settings.ts'
import { configJson } from '../../../shared/cast.ts'

/** A word that no pseudonym is and no schema needs. */
const secret = 'Zwinkerstein'
const now = '2026-11-20T09:14:03Z'

/** A text for every setting, as its schema takes it. A new setting has none here, and the first test says so. */
const texts: Readonly<Record<string, string | readonly string[]>> = {
  'source.tenantId': '11111111-1111-4111-8111-111111111111',
  'source.name': secret,
  'source.oneDriveHost': `${secret}-my.sharepoint.com`,
  'source.blockedEndings': [secret],
  'target.tenantId': '22222222-2222-4222-8222-222222222222',
  'target.name': `${secret} two`,
  'target.oneDriveHost': `${secret}two-my.sharepoint.com`,
  'target.blockedEndings': [`.${secret}`],
  'signIn.clientId': '33333333-3333-4333-8333-333333333333',
  'signIn.authority': `https://login.${secret}.example`,
  'signIn.knownAuthorities': [`login.${secret}.example`],
  'graph.endpoint': `https://graph.${secret}.example`,
  'admin.endpoint': `https://${secret}.example/landfall`,
  'admin.scope': `api://${secret}/Reports.Submit`,
  'admin.wave': secret,
  'admin.enrolmentKey': `44444444-4444-4444-8444-444444444444.${secret}`,
  'plan.startsOn': '2026-12-01',
  'plan.sourceUpn': `${secret}@contoso.com`,
  'plan.targetUpn': `${secret}@fabrikam.com`,
  'client.minimumVersion': '26.1',
  'support.name': secret,
  'support.phone': '030 555 12 98',
  'support.url': `https://help.${secret}.example`,
  'branding.accent': '#0f6cbd',
  'branding.logo': `C:\\Users\\${secret}\\logo.png`,
  'reminders.deadline': '2026-12-31',
  'reminders.quietFrom': '18:00',
  'reminders.quietUntil': '08:00',
  'updates.minimumVersion': '1.0',
}

const settings = listSettings(configFileSchema)
const ofText = settings.filter(({ kind }) => kind === 'text' || kind === 'list')

function fullConfig(): ConfigFile {
  const config = structuredClone(configJson()) as unknown as Record<string, Record<string, unknown>>
  for (const { key, path: place } of ofText) {
    const [part = '', name = ''] = place
    config[part] = { ...config[part], [name]: texts[key] }
  }
  return config as unknown as ConfigFile
}

describe('a redacted configuration', () => {
  it('is tried here with a text for every setting that there is', () => {
    expect(Object.keys(texts).toSorted()).toEqual(ofText.map(({ key }) => key).toSorted())
    expect(parseConfig(JSON.stringify(fullConfig()), 'x')).toMatchObject({ kind: 'ready' })
  })

  it('holds no text of any setting that is not known to be harmless', () => {
    const redacted = redactConfig(fullConfig(), createPseudonyms().replace)
    expect(JSON.stringify(redacted)).not.toMatch(new RegExp(`${secret}|555|logo\\.png`, 'i'))
    for (const { key, path: place } of ofText) {
      const value = place.reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], redacted)
      if (harmlessSettings.has(key)) expect(value, key).toEqual(texts[key])
      else expect(value, key).not.toEqual(texts[key])
    }
  })

  it('holds none of several hosts either, and as many as before', () => {
    const config = fullConfig()
    const hosts = [`${secret}-my.sharepoint.com`, `${secret}eur-my.sharepoint.com`, `${secret}two.example`]
    const several = { ...config, target: { ...config.target, oneDriveHost: hosts } }
    const redacted = redactConfig(several, createPseudonyms().replace)
    expect(new Set(redacted.target.oneDriveHost)).toHaveLength(hosts.length)
    expect(JSON.stringify(redacted)).not.toMatch(new RegExp(secret, 'i'))
    expect(parseConfig(JSON.stringify(redacted), 'x')).toMatchObject({ kind: 'ready' })
  })

  it('is left without a setting of a kind that no one knows, whatever is in it', () => {
    const kinds = new Set(listSettings(configFileSchema).map(({ kind }) => kind))
    expect([...kinds].toSorted()).toEqual(['choice', 'list', 'number', 'switch', 'text'])
    const config = fullConfig() as unknown as Record<string, Record<string, unknown>>
    const odd = {
      ...config,
      support: { ...config['support'], more: { name: secret } },
      [secret]: { a: [secret] },
    }
    const redacted = redactConfig(odd as unknown as ConfigFile, createPseudonyms().replace)
    expect(JSON.stringify(redacted)).not.toMatch(new RegExp(secret, 'i'))
  })

  it('is still a configuration, and has nothing that the schema has not', () => {
    const more = { ...fullConfig(), notes: secret } as ConfigFile
    const redacted = redactConfig(more, createPseudonyms().replace)
    expect(parseConfig(JSON.stringify(redacted), 'x')).toMatchObject({ kind: 'ready' })
  })

  it('calls only settings harmless that there are', () => {
    const keys = ofText.map(({ key }) => key)
    expect([...harmlessSettings].filter((key) => !keys.includes(key))).toEqual([])
  })
})

/** A value of a schema with the secret wherever a text, or the name of one, may stand. */
function fill(schema: z.core.$ZodType, place: string): unknown {
  const { def } = schema._zod as unknown as {
    readonly def: {
      readonly type: string
      readonly shape?: Readonly<Record<string, z.core.$ZodType>>
      readonly innerType?: z.core.$ZodType
      readonly element?: z.core.$ZodType
      readonly valueType?: z.core.$ZodType
      readonly entries?: Readonly<Record<string, string>>
      readonly values?: readonly unknown[]
      readonly format?: string
    }
  }
  switch (def.type) {
    case 'object': {
      const entries = Object.entries(def.shape ?? {})
      const filled = entries.map(([name, part]) => [name, fill(part, `${place}.${name}`)])
      return { ...Object.fromEntries(filled), [`${secret}More`]: secret }
    }
    case 'optional':
    case 'default':
    case 'nullable':
      return def.innerType === undefined ? null : fill(def.innerType, place)
    case 'array':
      return def.element === undefined ? [] : [fill(def.element, place)]
    case 'record':
      return { [`C:\\${secret}`]: def.valueType === undefined ? '' : fill(def.valueType, place) }
    case 'enum':
      return Object.values(def.entries ?? {})[0]
    case 'literal':
      return def.values?.[0]
    case 'boolean':
      return true
    case 'number':
      return 1
    default:
      return def.format === 'datetime' ? '2026-11-20T09:14:03Z' : `${secret} C:\\${secret}`
  }
}

describe('a redacted computer', () => {
  it('holds no text of any field of machine.json, whatever field it is', () => {
    const machine = recordedMachineSchema.parse({
      ...(fill(recordedMachineSchema, '') as object),
      osVersion: `10.0.26100 ${secret}`,
    })
    expect(JSON.stringify(machine).split(secret).length).toBeGreaterThan(12)
    const redacted = createRedaction().content({ machine, registry: null, copies: new Map(), folders: [] })
    expect(JSON.stringify(redacted.machine)).not.toMatch(new RegExp(secret, 'i'))
    expect(redacted.machine.osVersion).toBe('10.0.26100')
  })

  it('holds no name of a key or value that Windows or the client does not give, and no text', () => {
    const values = new Map([
      [`${secret}Value`, { kind: 'string', text: secret } as const],
      ['UserEmail', { kind: 'string', text: `${secret}@contoso.com` } as const],
      ['Blob', { kind: 'binary', bytes: Buffer.from(secret) } as const],
      ['Many', { kind: 'strings', texts: [secret] } as const],
    ])
    const root = 'HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive'
    const registry = [
      `${root}\\Accounts\\${secret}`,
      `${root}\\${secret}`,
      `${root}\\Accounts\\Business1\\Tenants\\${secret}`,
    ].map((key) => ({ path: key, values }))
    const machine = recordedMachineSchema.parse(fill(recordedMachineSchema, ''))
    const redacted = createRedaction().content({ machine, registry, copies: new Map(), folders: [] })
    const text = JSON.stringify(redacted.registry?.map((key) => [key.path, ...key.values]))
    expect(text).not.toMatch(new RegExp(secret, 'i'))
    expect(text).toContain('UserEmail')
    expect(text).toContain('Business1')
  })

  it('holds no line of a log, and no entry of a list, that is not read', () => {
    const log = `${secret} = 1\nFilesToUpload = 3\n${secret}: ${secret}\nSyncProgressState = ${secret}`
    const list = `<plist version="1.0"><dict><key>${secret}</key><string>${secret}</string><key>UserEmail</key><string>${secret}</string></dict></plist>`
    const copies = new Map<string, Uint8Array>([
      ['files/C/SyncDiagnostics.log', Buffer.from(log)],
      ['plists/com.microsoft.OneDrive.plist', Buffer.from(list)],
      [`files/C/${secret}.txt`, Buffer.from(secret)],
    ])
    const machine = recordedMachineSchema.parse(fill(recordedMachineSchema, ''))
    const redacted = createRedaction().content({ machine, registry: null, copies, folders: ['files'] })
    const text = [...redacted.copies]
      .map(([place, bytes]) => place + Buffer.from(bytes).toString())
      .join('\n')
    expect(text).not.toMatch(new RegExp(secret, 'i'))
    expect(text).toContain('filestoupload = 3')
    expect(text).toContain('UserEmail')
  })

  it('holds no line of the client’s own settings that is not read, and no name in one that is', () => {
    const settings = [
      `library = 1 4 ${secret} 1 "${secret}" "${secret}" "C:\\Users\\${secret}"`,
      `${secret} = ${secret}`,
      `cid = ${secret}`,
    ].join('\n')
    const copies = new Map<string, Uint8Array>([
      [`files/C/Users/${secret}/settings/Business1/${secret}.ini`, Buffer.from(settings)],
      [
        `files/Users/${secret}/.849C9593-D756-4E56-8D6E-42412F2A707B`,
        Buffer.from(`{ "guid" : "${secret}" }`),
      ],
    ])
    const machine = recordedMachineSchema.parse(fill(recordedMachineSchema, ''))
    const redacted = createRedaction().content({ machine, registry: null, copies, folders: ['files'] })
    const text = [...redacted.copies].flat().map((part) => Buffer.from(part).toString())
    expect(text.join('\n')).not.toMatch(new RegExp(secret, 'i'))
    expect(text.join('\n')).toContain('library = ')
  })

  it('holds no name of a file or folder, whatever is told of it', () => {
    const redaction = createRedaction()
    const told = {
      ...{ name: `${secret}.pst`, size: 1, modifiedAt: 1, createdAt: 1, attributes: 32 },
      ...{ reparseTag: 0, placeholderState: 0, providerState: 0, [secret]: secret },
    }
    const exclusions = { ignoredNames: ['*.pst'], ignoredFolders: [secret], blockedEndings: [secret] }
    const lines = [told, null].map((entry) =>
      formatEntry(redaction.found({ path: `C:\\${secret}\\${secret}.pst`, entry }, exclusions)),
    )
    expect(lines.join('\n')).not.toMatch(new RegExp(secret, 'i'))
  })

  it('holds no text of what a check found, and none of an earlier look', () => {
    const { text } = createRedaction()
    const check = {
      ...{ formatVersion: 1, app: { name: 'Landfall', version: '1.0.0', by: secret }, takenAt: now },
      machine: { platform: 'windows', osVersion: `10.0.26100 ${secret}`, recorded: true, [secret]: 1 },
      ...{ scope: 'local', phase: 'switch', verdict: 'unknown', supportCode: 'LF-1', exitCode: 15 },
      steps: [{ id: 'files', outcome: 'unknown', reason: 'waits', note: secret }],
      findings: [
        {
          ...{ code: 'files.unknown', step: 'files', outcome: 'unknown', owner: null, readAt: now },
          ...{ source: `C:\\${secret}`, evidence: { reason: secret, [secret]: 1 }, more: secret },
        },
      ],
      more: secret,
    } as unknown as CheckResult
    expect(JSON.stringify(redactCheck(check, text))).not.toMatch(new RegExp(secret, 'i'))
    expect(redactCheck(check, text)).toMatchObject({
      machine: { osVersion: '10.0.26100' },
      steps: [{ id: 'files', outcome: 'unknown', reason: 'waits' }],
      findings: [{ code: 'files.unknown', evidence: {} }],
    })
    const amount = { files: 2, bytes: 3, of: secret }
    const value = {
      ...{ files: 2, folders: 1, bytes: 3, reasons: { error: amount }, links: 0, hasCloudState: true },
      ...{ unreadable: { folders: 1, paths: [`C:\\${secret}`] }, more: secret, list: [secret] },
    }
    for (const reading of [
      { kind: 'read', value, source: secret, readAt: now },
      { kind: 'unreadable', reason: secret, source: 'file-list', readAt: now, more: secret },
    ]) {
      const kept = {
        ...{ tenantId: texts['source.tenantId'], reading, more: secret },
        roots: [{ folder: `C:\\${secret}`, urlLength: 50, isFormer: true, more: secret }],
        settlement: { left: { error: amount }, copied: amount, note: secret },
      } as unknown as KeptScan
      const redacted = redactScan(kept, text)
      expect(JSON.stringify(redacted)).not.toMatch(new RegExp(secret, 'i'))
      expect(redacted).toMatchObject({
        roots: [{ urlLength: 50, isFormer: true }],
        settlement: { left: { error: { files: 2, bytes: 3 } }, copied: { files: 2 } },
      })
    }
  })

  it('keeps of the libraries of an old organisation what decides, and no name', () => {
    const { text } = createRedaction()
    const lists = [
      {
        ...{ tenantId: '11111111-1111-4111-8111-111111111111', keptAt: now, more: secret },
        libraries: [
          {
            ...{ folder: `C:\\${secret}\\Plans`, kind: 'library', owner: 'old', isSettled: true },
            ...{ siteUrl: `https://${secret}.sharepoint.com/sites/${secret}`, more: secret },
          },
          { folder: 'C:\\x', kind: 'shortcut', siteUrl: null, owner: 'unknown', isSettled: false },
        ],
      },
    ] as unknown as KeptLibraries[]
    const redacted = redactLibraries(lists, text)
    expect(JSON.stringify(redacted)).not.toMatch(new RegExp(secret, 'i'))
    expect(redacted).toMatchObject([
      {
        libraries: [
          { kind: 'library', owner: 'old', isSettled: true },
          { kind: 'shortcut', siteUrl: null },
        ],
      },
    ])
    expect(parseKeptLibraries(writeKeptLibraries(redacted))).toEqual(redacted)
  })

  it('keeps the name of every value that is read', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../../../shared/computer/windows')
    const files = (await readdir(folder)).filter((name) => name !== 'managed-settings.ts')
    const sources = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))
    const read = sources.flatMap((source) =>
      [
        ...source.matchAll(
          /\b(?:textOf|numberOf|valueOf|expandedTextOf|isOn|numberFrom|tenantOf|isSet)\([^'()]*'([^']+)'/g,
        ),
      ].map(([, name]) => name ?? ''),
    )
    expect(read.length).toBeGreaterThan(15)
    // A type of ours is no value.
    const unknown = read.filter((name) => name !== 'environment' && !knownValues.has(name.toLowerCase()))
    expect(unknown).toEqual([])
  })

  it('keeps every line of a log that is read', async () => {
    const file = path.resolve(import.meta.dirname, '../../../../../shared/computer/client/sync-log.ts')
    const source = await readFile(file, 'utf8')
    const read = [...source.matchAll(/(?:numberOf\(|entries\.get\()'([^']+)'/g)].map(([, name]) => name ?? '')
    expect(read.length).toBeGreaterThan(5)
    expect(read.filter((name) => !syncLogKeys.has(name.toLowerCase()))).toEqual([])
    expect(readLogEntries('').size).toBe(0)
  })
})
