import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { readLock } from '../read-lock.ts'
import type { InstalledPackage } from './modules-that-run.ts'

/** What made a part of the package: NSIS, whose code starts in the installer and the uninstaller. */
export type BuildTool = {
  readonly name: string
  readonly version: string
  readonly purl: string
  /** SHA-256 of what it came in; null where it is the platform's own. */
  readonly hash: string | null
}

/**
 * The bill of materials, CycloneDX 1.6, of what is shipped; `electronVersion` is null where no Electron is. Without a time, so that the same
 * parts make the same bytes.
 */
export async function renderBillOfMaterials(
  app: { readonly name: string; readonly version: string },
  packages: readonly InstalledPackage[],
  electronVersion: string | null,
  tools: readonly BuildTool[] = [],
): Promise<string> {
  const lock = JSON.parse(await readFile(path.join(repositoryFolder, 'package-lock.json'), 'utf8')) as unknown
  const integrities = new Map(readLock(lock).map(({ folder, integrity }) => [folder, integrity]))
  const components = packages.map(({ name, version, license, folder }) => {
    const place = path.relative(repositoryFolder, folder).split(path.sep).join('/')
    const hash = /^sha512-(.+)$/.exec(integrities.get(place) ?? '')?.[1]
    return {
      ...describe(name, version, license),
      ...(hash !== undefined && {
        hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
      }),
    }
  })
  const unique = new Map(components.map((component) => [component['bom-ref'], component]))
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `${app.name}@${app.version}`,
        name: app.name,
        version: app.version,
      },
    },
    components: [
      ...unique.values(),
      ...(electronVersion === null ? [] : [describe('electron', electronVersion, 'MIT')]),
      ...tools.map(({ name, version, purl, hash }) => ({
        type: 'application',
        'bom-ref': purl,
        name,
        version,
        purl,
        licenses: [{ license: { id: 'Zlib' } }],
        ...(hash !== null && { hashes: [{ alg: 'SHA-256', content: hash }] }),
      })),
    ],
  }
  return `${JSON.stringify(bill, null, 2)}\n`
}

function describe(
  name: string,
  version: string,
  license: string,
): { type: string; 'bom-ref': string; name: string; version: string; purl: string; licenses: object[] } {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const isExpression = /\s|\(/.test(license)
  return {
    type: name === 'electron' ? 'framework' : 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [isExpression ? { expression: license } : { license: { id: license } }],
  }
}

/** The licences of everything shipped, word by word. Chromium's and Node's own lie beside the program. */
export async function renderNotices(packages: readonly InstalledPackage[]): Promise<string> {
  const notices = new Map<string, string>()
  for (const { name, version, license, folder } of packages) {
    const names = await readdir(folder)
    const file = names.find((one) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(one))
    const text =
      file === undefined ? `Licence: ${license}` : (await readFile(path.join(folder, file), 'utf8')).trim()
    notices.set(`${name} ${version}`, text.replaceAll('\r\n', '\n'))
  }
  const own = (await readFile(path.join(repositoryFolder, 'LICENSE'), 'utf8')).trim()
  const parts = [...notices].map(([title, text]) => `${title}\n${'-'.repeat(title.length)}\n\n${text}\n`)
  return `Landfall\n========\n\n${own}\n\nWhat Landfall is made with\n==========================\n\n${parts.join('\n')}`
}
