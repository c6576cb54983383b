import { readFile } from 'node:fs/promises'
import { appId, policyKey } from '../../shared/installation/app-id.ts'
import { toCategory } from './admx.ts'
import { toGroups, type DescribedSetting } from './describe-settings.ts'
import { exampleOf } from './example.ts'
import { english, toLimits } from './setting-limits.ts'

/** docs/configuration.md: what is written by hand in `configuration-page.md`, and a row for every setting. */
export async function renderConfigurationPage(settings: readonly DescribedSetting[]): Promise<string> {
  const text = await readFile(new URL('configuration-page.md', import.meta.url), 'utf8')
  const parts = {
    SETTINGS: toSettingTables(settings),
    OMA_URIS: toOmaTable(settings),
    POLICY_KEY: policyKey,
    APP_ID: appId,
  }
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    name in parts ? parts[name as keyof typeof parts] : whole,
  )
}

function toSettingTables(settings: readonly DescribedSetting[]): string {
  return [...toGroups(settings)]
    .map(([group, members]) =>
      [
        `### ${group ?? 'On its own'}`,
        '',
        '| in the file | as policy | what it is | takes |',
        '|---|---|---|---|',
        ...members.map(
          (setting) =>
            `| \`${setting.key}\` | \`${setting.name}\` | ${cell(setting.description)} | ${cell(toLimits(setting, english))} |`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n')
    .trimEnd()
}

function toOmaTable(settings: readonly DescribedSetting[]): string {
  return [
    '| OMA-URI, after `./Device/Vendor/MSFT/Policy/Config/` | value (type String) |',
    '|---|---|',
    ...settings.map((setting) => {
      const category = toCategory(setting.group)
      const area = `Landfall~Policy~Landfall${category === 'Landfall' ? '' : `~${category}`}`
      return `| \`${area}/${setting.name}\` | \`${toOmaValue(setting)}\` |`
    }),
  ].join('\n')
}

/** A switch has no data of its own; the entries of a list are joined by U+F000, number and text in turns. */
function toOmaValue(setting: DescribedSetting): string {
  const { name, kind, minimum, choices } = setting
  if (kind === 'switch') return '<enabled/>'
  const example = exampleOf(setting)
  const shown = Array.isArray(example) ? undefined : example
  const value = {
    text: String(shown ?? '…'),
    number: String(shown ?? minimum ?? 0),
    choice: String(shown ?? choices[0]),
    list: '1&#xF000;…',
  }[kind]
  return `<enabled/><data id="${name}" value="${value}"/>`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<')
}
