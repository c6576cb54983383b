// What is known against the packages that are installed: node build/scan-advisories.ts [FOLDER]
//   FOLDER: advisories in OSV's form, as in a clone of github.com/github/advisory-database (advisories/github-reviewed)
//   without: OSV.dev is asked, which needs no login
// Ends with 1 where something that ships is affected, with 2 where nothing could be asked: no answer is no clean bill.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { findAffected, listInstalled, readAdvisory, type Advisory, type Installed } from './advisories.ts'

const osv = 'https://api.osv.dev/v1'
const atOnce = 500

const lockFile = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const installed = listInstalled(JSON.parse(await readFile(lockFile, 'utf8')))
const [folder] = process.argv.slice(2)
try {
  const advisories = folder === undefined ? await askOsv(installed) : await readFolder(folder, installed)
  const affected = findAffected(installed, advisories)
  for (const { name, version, isTool, advisory, summary } of affected)
    console.log(`${isTool ? 'tool' : 'SHIPS'}  ${name}@${version}  ${advisory}  ${summary}`)
  const shipping = affected.filter(({ isTool }) => !isTool).length
  console.log(
    `${installed.length} packages, ${advisories.length} advisories about them by name: ${shipping} affected that ship, ${affected.length - shipping} tools`,
  )
  process.exitCode = shipping > 0 ? 1 : 0
} catch (error) {
  console.error(`Nothing was found out: ${error instanceof Error ? error.message : 'unknown'}`)
  process.exitCode = 2
}

async function readFolder(root: string, packages: readonly Installed[]): Promise<Advisory[]> {
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
  return found
}

async function askOsv(packages: readonly Installed[]): Promise<Advisory[]> {
  const ids = new Set<string>()
  for (let at = 0; at < packages.length; at += atOnce) {
    const queries = packages
      .slice(at, at + atOnce)
      .map(({ name, version }) => ({ package: { ecosystem: 'npm', name }, version }))
    const answer = await askJson(`${osv}/querybatch`, { method: 'POST', body: JSON.stringify({ queries }) })
    const { results } = z
      .looseObject({
        results: z.array(z.looseObject({ vulns: z.array(z.looseObject({ id: z.string() })).optional() })),
      })
      .parse(answer)
    if (results.length !== queries.length) throw new Error('OSV.dev answered another number of questions')
    for (const { vulns = [] } of results) for (const { id } of vulns) ids.add(id)
  }
  const found: Advisory[] = []
  for (const id of ids) {
    const advisory = readAdvisory(await askJson(`${osv}/vulns/${encodeURIComponent(id)}`))
    if (advisory === null) throw new Error(`OSV.dev’s ${id} is not an advisory`)
    found.push(advisory)
  }
  return found
}

async function askJson(url: string, wish: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...wish, signal: AbortSignal.timeout(60_000) })
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`)
  return response.json()
}
