import { build } from 'plist'
import { create } from 'xmlbuilder2'
import { appId, policyKey } from '../../shared/installation/app-id.ts'
import type { DescribedSetting } from './describe-settings.ts'
import { exampleOf } from './example.ts'
import { english, toLimits } from './setting-limits.ts'

/** The example as a registry file, for a test computer. An import needs an administrator's rights. */
export function renderReg(settings: readonly DescribedSetting[]): string {
  const key = `HKEY_LOCAL_MACHINE\\${policyKey}`
  const lines = settings.flatMap((setting) => {
    const value = exampleOf(setting)
    if (value === undefined || Array.isArray(value)) return []
    return `"${setting.name}"=${toRegValue(value)}`
  })
  const lists = settings.flatMap((setting) => {
    const value = exampleOf(setting)
    if (!Array.isArray(value)) return []
    const entries = value.map((entry, place) => `"${place + 1}"=${toRegValue(entry)}`)
    return ['', `[${key}\\${setting.name}]`, ...entries]
  })
  return ['Windows Registry Editor Version 5.00', '', `[${key}]`, ...lines, ...lists, ''].join('\r\n')
}

function toRegValue(value: string | number | boolean): string {
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return `dword:${Number(value).toString(16).padStart(8, '0')}`
}

function toPreferences(
  settings: readonly DescribedSetting[],
): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(
    settings.flatMap((setting) => {
      const value = exampleOf(setting)
      return value === undefined ? [] : [[setting.name, value] as const]
    }),
  )
}

/** The example as a configuration profile. Give it ids of your own (`uuidgen`) before you use it. */
export function renderMobileconfig(settings: readonly DescribedSetting[]): string {
  const header = { PayloadVersion: 1, PayloadOrganization: 'Fabrikam' }
  return `${build({
    ...header,
    PayloadType: 'Configuration',
    PayloadIdentifier: `${appId}.profile`,
    PayloadUUID: '7D3C9C57-6C1D-4F0B-9F25-8C1B2A5D7E10',
    PayloadDisplayName: 'Landfall',
    PayloadScope: 'System',
    PayloadContent: [
      {
        ...header,
        PayloadType: appId,
        PayloadIdentifier: `${appId}.profile.settings`,
        PayloadUUID: 'E0A6B1B4-1B0C-4E9A-8B52-3B7C0D1F2A61',
        PayloadDisplayName: 'Landfall',
        ...toPreferences(settings),
      },
    ],
  })}\n`
}

/** For Intune's "Preference file": the keys alone, without `<plist>` and `<dict>` (docs/facts/deployment.md#policy-templates). */
export function renderPreferenceFile(settings: readonly DescribedSetting[]): string {
  const rows = Object.entries(toPreferences(settings)).map(([name, value]) => {
    const piece = create().ele('keys')
    piece.ele('key').txt(name)
    if (typeof value === 'boolean') piece.ele(String(value))
    else if (typeof value === 'number') piece.ele('integer').txt(String(value))
    else if (typeof value === 'string') piece.ele('string').txt(value)
    else {
      const list = piece.ele('array')
      for (const entry of value) list.ele('string').txt(entry)
    }
    return piece
      .toString()
      .replace(/^<keys>|<\/keys>$/g, '')
      .replace('</key>', '</key>\n')
  })
  return `${rows.join('\n')}\n`
}

/** For Jamf Pro's "External Applications": a form for the same preferences. */
export function renderJamfSchema(settings: readonly DescribedSetting[]): string {
  const properties = Object.fromEntries(
    settings.map((setting, place) => [
      setting.name,
      toJamfProperty(setting, place + 1, toLimits(setting, english)),
    ]),
  )
  const schema = {
    title: `Landfall (${appId})`,
    description: 'Gets a person working again after their OneDrive moved to another tenant.',
    properties,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

function toJamfProperty(setting: DescribedSetting, order: number, limits: string): Record<string, unknown> {
  const { kind, title, group, description, initial, choices, minimum, maximum, pattern } = setting
  const types = { text: 'string', choice: 'string', number: 'integer', switch: 'boolean', list: 'array' }
  return {
    title: group === null ? title : `${group}: ${title}`,
    description: `${description} ${limits}`,
    property_order: order,
    type: types[kind],
    ...(initial !== undefined && kind !== 'list' && { default: initial }),
    ...(kind === 'choice' && { enum: choices }),
    ...(kind === 'text' && pattern !== null && { pattern }),
    ...(minimum !== null && kind === 'number' && { minimum }),
    ...(maximum !== null && kind === 'number' && { maximum }),
    ...(kind === 'list' && { items: { type: 'string' } }),
  }
}
