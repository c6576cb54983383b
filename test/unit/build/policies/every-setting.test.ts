import { build, parse } from 'plist'
import { describe, expect, it } from 'vitest'
import { describeSettings } from '../../../../build/policies/describe-settings.ts'
import { renderPolicyFiles } from '../../../../build/policies/policy-files.ts'
import { createRecordedRegistry } from '../../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../../shared/recording/reg-file.ts'
import { readManagedSettings } from '../../../../shared/computer/windows/managed-settings.ts'
import { policyKey } from '../../../../shared/installation/app-id.ts'
import { toManagedValues } from '../../../../shared/config/write-config.ts'
import { configWithoutFile, type ConfigResult } from '../../../../shared/config/parse-config.ts'
import type { ManagedLayer, ManagedValue } from '../../../../shared/config/managed-settings.ts'

/** Each setting with a value that is not its default. */
const wanted: Readonly<Record<string, string | number | boolean | string[]>> = {
  cloud: 'us-government',
  'source.tenantId': '11111111-1111-4111-8111-111111111111',
  'source.name': 'Contoso',
  'source.oneDriveHost': ['contoso-my.sharepoint.us', 'contosoeur-my.sharepoint.us'],
  'source.blockedEndings': ['pst'],
  'target.tenantId': '22222222-2222-4222-8222-222222222222',
  'target.name': 'Fabrikam',
  'target.oneDriveHost': ['fabrikam-my.sharepoint.us'],
  'target.blockedEndings': ['pst', '.exe'],
  'signIn.clientId': '33333333-3333-4333-8333-333333333333',
  'signIn.authority': 'https://login.example',
  'signIn.knownAuthorities': ['login.example', 'login.example:8443'],
  'signIn.timeoutSeconds': 60,
  'signIn.broker': true,
  'graph.endpoint': 'https://graph.example',
  'admin.endpoint': 'https://landfall.fabrikam.com',
  'admin.scope': 'api://landfall-admin/Reports.Submit',
  'admin.wave': 'Pilot',
  'admin.enrolmentKey': '44444444-4444-4444-8444-444444444444.c2VjcmV0',
  'plan.moveState': 'Success',
  'plan.direction': 'return',
  'plan.phase': 'watch',
  'plan.startsOn': '2026-12-01',
  'plan.sourceUpn': 'amy@contoso.com',
  'plan.targetUpn': 'amy@fabrikam.com',
  'client.minimumVersion': '26.100',
  'support.name': 'Service “Desk” & Co',
  'support.phone': '+1 425 555 0100',
  'support.url': 'https://help.fabrikam.com/move',
  'branding.accent': '#b146c2',
  'branding.logo': 'C:\\Program Files\\Fabrikam\\logo.png',
  language: 'ar',
  'reminders.enabled': false,
  'reminders.startDelaySeconds': 0,
  'reminders.quietDays': 3,
  'reminders.everyHours': 48,
  'reminders.deadline': '2026-12-31',
  'reminders.quietFrom': '17:00',
  'reminders.quietUntil': '09:30',
  'features.graph': false,
  'features.links': false,
  'features.workplace': 'require',
  'features.mender': true,
  'features.rescue': false,
  'reports.counts': false,
  'reports.automatic': true,
  'log.level': 'error',
  'updates.minimumVersion': '1.2',
}

const settings = describeSettings()
const valueOf = (key: string) => {
  const value = wanted[key]
  if (value === undefined) throw new Error(key)
  return value
}

/** As Windows' own editor writes them: a switch is a number, a list has a key of its own. */
function readFromRegistry(): readonly ManagedLayer[] {
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const key = `HKEY_LOCAL_MACHINE\\${policyKey}`
  const [lines, lists]: [string[], string[]] = [[], []]
  for (const { key: setting, name } of settings) {
    const value = valueOf(setting)
    if (typeof value === 'string') lines.push(`"${name}"=${quote(value)}`)
    else if (Array.isArray(value)) {
      lists.push(`[${key}\\${name}]`, ...value.map((entry, place) => `"${place + 1}"=${quote(entry)}`))
    } else lines.push(`"${name}"=dword:${Number(value).toString(16).padStart(8, '0')}`)
  }
  const text = ['Windows Registry Editor Version 5.00', '', `[${key}]`, ...lines, ...lists, ''].join('\r\n')
  return readManagedSettings(createRecordedRegistry(parseRegFile(Buffer.from(text, 'utf8'))))
}

function readFromProfile(): readonly ManagedLayer[] {
  const text = build(Object.fromEntries(settings.map(({ key, name }) => [name, valueOf(key)])))
  return [{ place: 'profile', values: new Map(Object.entries(parse(text) as Record<string, ManagedValue>)) }]
}

function ready(result: ConfigResult): Extract<ConfigResult, { kind: 'ready' }> {
  if (result.kind !== 'ready') throw new Error(JSON.stringify(result))
  return result
}

describe('every setting', () => {
  it('is tried here, with a value that is not its default', () => {
    expect(Object.keys(wanted).toSorted()).toEqual(settings.map(({ key }) => key).toSorted())
    for (const { key, initial } of settings) expect([key, valueOf(key)]).not.toEqual([key, initial])
  })

  it.each([
    ['the registry', readFromRegistry],
    ['a profile', readFromProfile],
  ])('is taken from %s alone, and shown as managed, secrets but as dots', (_where, read) => {
    const { config, managed, problems } = ready(configWithoutFile('landfall.json', read()))
    expect(problems).toEqual([])
    const shown = new Map(toManagedValues(config, managed).map(({ key, value }) => [key, value]))
    expect([...shown.keys()]).toEqual(settings.map(({ key }) => key))
    for (const { key, path } of settings) {
      let value: unknown = config
      for (const part of path) value = (value as Readonly<Record<string, unknown>>)[part]
      expect([key, value]).toEqual([key, valueOf(key)])
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      expect([key, shown.get(key)]).toEqual([key, key === 'admin.enrolmentKey' ? '••••' : text])
    }
  })

  it('has its place in each template and on the page', async () => {
    const files = await renderPolicyFiles()
    const places: readonly (readonly [string, (name: string) => string])[] = [
      ['policies/Landfall.admx', (name) => `<policy name="${name}" `],
      ['policies/en-US/Landfall.adml', (name) => `<string id="${name}_Explain">`],
      ['policies/jamf-schema.json', (name) => `"${name}": {`],
      ['configuration.md', (name) => `\`${name}\``],
      ['configuration.md', (name) => `/${name}\` | \`<`],
    ]
    for (const [file, toPlace] of places) {
      const text = files.get(file) ?? ''
      expect(settings.filter(({ name }) => !text.includes(toPlace(name))).map(({ key }) => key)).toEqual([])
    }
  })
})
