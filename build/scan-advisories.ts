// What is known against the packages that are installed: node build/scan-advisories.ts [FOLDER]
//   FOLDER: advisories in OSV's form, as in a clone of github.com/github/advisory-database (advisories/github-reviewed)
//   without: OSV.dev and the registry of npm are asked; neither needs a login
// Ends with 1 where something that ships is affected, with 2 where nothing could be asked: no answer is no clean bill.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findAffected, listInstalled, readAdvisory, type Advisory, type Installed } from './advisories.ts'
import { askOsv, osv, type Answer } from './ask-osv.ts'
import { askRegistry } from './ask-registry.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const lock: unknown = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
const installed = listInstalled(lock)
const [folder] = process.argv.slice(2)
const sources: readonly (readonly [string, Promise<Answer>])[] =
  folder === undefined
    ? [
        ['OSV.dev', askOsv(installed, process.env['LANDFALL_OSV'] ?? osv)],
        ['the registry', askRegistry(root, lock, installed)],
      ]
    : [[folder, readFolder(folder, installed)]]

const found = new Set<string>()
let answers = 0
const settled = await Promise.allSettled(sources.map(([, answer]) => answer))
for (const [place, end] of settled.entries()) {
  const name = sources[place]?.[0] ?? ''
  if (end.status === 'rejected') {
    const why = end.reason instanceof Error ? end.reason.message : 'unknown'
    console.error(`${name}: nothing was found out: ${why}`)
    continue
  }
  answers += 1
  const { affected, newest } = end.value
  for (const { name, version, isTool, advisory, severity, summary } of affected) {
    const line = `${isTool ? 'tool ' : 'SHIPS'}  ${name}@${version}  ${severity}  ${advisory}  ${summary}`
    if (!found.has(line)) console.log(line)
    found.add(line)
  }
  console.log(`${name}: asked about ${installed.length} packages, ${affected.length} findings, ${newest}`)
}
const ships = [...found].filter((line) => line.startsWith('SHIPS')).length
if (answers === 0) console.error('UNKNOWN: no source answered. That is no clean bill.')
process.exitCode = ships > 0 ? 1 : answers === 0 ? 2 : 0

async function readFolder(root: string, packages: readonly Installed[]): Promise<Answer> {
  const names = new Set(packages.map(({ name }) => name))
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.json'))
  if (files.length === 0) throw new Error(`${root} has no advisories`)
  const found: Advisory[] = []
  for (const file of files) {
    const text = await readFile(path.join(root, file), 'utf8')
    // Most are about other ecosystems.
    if (!text.includes('"npm"')) continue
    const advisory = readAdvisory(JSON.parse(text))
    // Passed over it would count as one that affects nothing.
    if (advisory === null) throw new Error(`${file} is not an advisory of a form that is known here`)
    if (advisory.affected?.some(({ package: { name } }) => names.has(name))) found.push(advisory)
  }
  const newest = found
    .map(({ modified = '' }) => modified)
    .toSorted()
    .at(-1)
  return { affected: findAffected(packages, found), newest: `changed ${newest ?? 'at an unknown time'}` }
}
