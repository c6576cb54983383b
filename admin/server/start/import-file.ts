import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { assertNever } from '../../../shared/assert-never.ts'
import type { AdminConfig } from '../admin-config.ts'
import type { ImportKind } from '../contract/import-routes.ts'
import { readImport, type ImportContent } from '../imports/read-import.ts'
import { sayReason } from '../imports/reason.ts'
import type { Store } from '../store.ts'
import { exitCodes, UsageError } from './exit-codes.ts'

export type ImportOptions = {
  readonly 'dry-run'?: boolean | undefined
  readonly 'skip-invalid'?: boolean | undefined
}

/** `import-map`, `import-states`, `import-waves`, `import-sites`: reads a file, says what is wrong with it, and imports it. */
export async function importFile(
  config: AdminConfig,
  dataFolder: string,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<number> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code}`)
  })
  const read = readImport(kind, bytes, config.sourceTenantId)
  if (read.kind === 'refused') {
    console.error(`${file} was not taken, ${read.reason.code}: ${sayReason(read.reason)}`)
    return exitCodes.failed
  }
  const { content, problems } = read
  for (const problem of problems)
    console.error(`line ${problem.line}, ${problem.code}: ${sayReason(problem)}`)
  if (problems.length > 0 && !options['skip-invalid']) {
    console.error(
      `${problems.length} rows cannot be read; nothing was taken. --skip-invalid takes the others.`,
    )
    return exitCodes.failed
  }
  if (read.guests > 0) console.error(`${read.guests} guests have no journey and are left out.`)
  if (options['dry-run']) {
    console.log(toForecast(content, problems.length))
    return exitCodes.ok
  }
  // Loaded here: the database driver takes most of a second, and a file with problems needs none.
  const { withStore } = await import('./with-store.ts')
  return withStore(config, dataFolder, async (store) => {
    console.log(await acceptContent(store, content, path.basename(file)))
    return exitCodes.ok
  })
}

/** What an import would do. A row that names a site has no person before it is compared with the identity map. */
function toForecast(content: ImportContent, leftOut: number): string {
  const bySite =
    content.kind === 'move-states' ? content.entries.filter((entry) => 'sourceSite' in entry).length : 0
  const sites =
    bySite === 0
      ? ''
      : ` ${bySite} without SourceUserPrincipalName are compared with the identity map by SourceSiteUrl when they are taken.`
  return `${content.entries.length - bySite} rows would be taken, ${leftOut} left out.${sites} Nothing was changed.`
}

async function acceptContent(store: Store, content: ImportContent, name: string): Promise<string> {
  switch (content.kind) {
    case 'identity-map': {
      const { added, changed, removed } = await store.importMap(content.entries, name)
      const same = content.entries.length - added - changed
      return `${added} added, ${changed} changed, ${same} as they were, ${removed} removed`
    }
    case 'waves':
      return sayValues(await store.importWaves(content.entries, name))
    case 'site-addresses': {
      const { added, changed, unchanged } = await store.importSites(content.entries, name)
      return `${added} added, ${changed} changed, ${unchanged} as they were`
    }
    case 'move-states': {
      const imported = await store.importStates(content.entries, name)
      for (const each of imported.unmatched)
        console.error(
          `${each} fits no one in the identity map, or more than one, or another row contradicts it.`,
        )
      return sayValues(imported)
    }
    default:
      return assertNever(content)
  }
}

function sayValues({ changed, unknown }: { readonly changed: number; readonly unknown: number }): string {
  return `${changed} set, ${unknown} not in the identity map, or contradicted by another row`
}
