import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { format, resolveConfig } from 'prettier'
import { traces, type Removal } from '../shared/installation/traces.ts'
import { repositoryFolder } from './bootstrap/set-up.mjs'

const begin =
  '<!-- traces: made of shared/installation/traces.ts by `node build/write-traces-table.ts`; a test compares -->'
const end = '<!-- /traces -->'

export const deployFile = path.join(repositoryFolder, 'docs/deploy.md')

const goes: Readonly<Record<Removal, string>> = {
  uninstall: 'with the uninstallation',
  end: 'at Landfall’s end for this person; else by an order after the uninstallation',
  'uninstall-order': 'by an order after the uninstallation',
  request: '`/REMOVEUSERDATA`',
  'uninstall-msi': 'with the MSI’s uninstallation; setup’s: `/REMOVEUSERDATA`',
  itself: 'by itself',
  stays: 'stays',
}

/** docs/deploy.md with the table of traces as the list says it. Throws where its place is not marked. */
export async function renderDeploy(): Promise<string> {
  const text = await readFile(deployFile, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error('docs/deploy.md has no place for the traces')
  const rows = traces.map(
    ({ whose, place, what, writer, goes: when }) =>
      `| ${whose} | ${place.startsWith('%') || place.startsWith('HK') ? `\`${place}\`` : place} | ${what} | ${writer} | ${goes[when]} |`,
  )
  const table = ['| whose | where | what | written by | goes |', '|---|---|---|---|---|', ...rows].join('\n')
  const made = `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`
  return await format(made, { ...(await resolveConfig(deployFile)), filepath: deployFile })
}
