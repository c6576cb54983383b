import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { packIntunewin } from './pack-intunewin.ts'
import { readIntunewin } from './read-intunewin.ts'
import { IntunewinRefused, type RefusalCode } from './refusal.ts'

const usage = `npm run intunewin -- FOLDER SETUP OUTDIR [--deterministic]
npm run intunewin -- --verify FILE.intunewin

Packs FOLDER, whose setup file is SETUP, into OUTDIR/<setup base name>.intunewin for Intune.
--deterministic makes the same bytes of the same folder. --verify proves a package and lists it.
Exit codes: 0 done, 2 the command line or what it names cannot be used, 1 unexpected.`

const words: Record<RefusalCode, string> = {
  'folder-missing': 'there is no such folder',
  'folder-empty': 'the folder has no file',
  'folder-unreadable': 'this cannot be read',
  'setup-missing': 'the setup file is not in the folder',
  'setup-empty': 'the setup file is empty',
  'setup-outside': 'the setup file must lie in the folder',
  'backslash-in-name': 'a name has a backslash, which Windows would take for a folder',
  'name-not-for-windows': 'Windows cannot hold a file of this name',
  'names-collide': 'Windows would take these names for one file',
  'link-in-folder': 'the folder holds a link or something else that is no file',
  'output-inside-folder': 'the output folder lies in the folder that is packed',
  'output-unwritable': 'the output folder cannot be written to',
  'changed-while-read': 'a file changed while it was packed; please start again',
  'msi-unreadable': 'this is not an MSI that can be read',
  'package-missing': 'there is no such package',
  'not-a-package': 'this is not a package for Intune',
  'detection-invalid': 'Detection.xml is not what Intune understands',
  'mac-mismatch': 'the content was changed after packing',
  'size-mismatch': 'the content has another size than Detection.xml says',
  'digest-mismatch': 'the content has another digest than Detection.xml says',
  'content-invalid': 'the content is damaged',
}

async function run(args: readonly string[]): Promise<number> {
  const asked = parse(args)
  if (asked === null) {
    console.error(usage)
    return 2
  }
  try {
    if (asked.kind === 'verify') {
      const { detection, files } = await readIntunewin(asked.file)
      for (const { name, size } of files) console.log(`${String(size).padStart(12)}  ${name}`)
      console.log(`${asked.file}: sound, ${files.length} files, setup file ${detection.setupFile}`)
      return 0
    }
    const packed = await packIntunewin(asked, cleanUpWhenStopped)
    console.log(`${packed.file}: ${packed.files} files, ${packed.bytes} bytes`)
    return 0
  } catch (error) {
    if (!(error instanceof IntunewinRefused)) throw error
    console.error(`intunewin: ${error.code}: ${words[error.code]}: ${error.detail}`)
    return 2
  }
}

type Asked =
  | {
      readonly kind: 'pack'
      readonly folder: string
      readonly setupFile: string
      readonly outputFolder: string
      readonly isDeterministic: boolean
    }
  | { readonly kind: 'verify'; readonly file: string }

function parse(args: readonly string[]): Asked | null {
  // npm starts us in the repository's folder and remembers where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd()
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { deterministic: { type: 'boolean' }, verify: { type: 'string' } },
    })
    const [folder, setupFile, outputFolder, more] = positionals
    if (values.verify !== undefined)
      return folder === undefined && values.deterministic === undefined && values.verify !== ''
        ? { kind: 'verify', file: path.resolve(from, values.verify) }
        : null
    if (!folder || setupFile === undefined || !outputFolder || more !== undefined) return null
    return {
      kind: 'pack',
      folder: path.resolve(from, folder),
      setupFile,
      outputFolder: path.resolve(from, outputFolder),
      isDeterministic: values.deterministic === true,
    }
  } catch {
    // parseArgs throws for a flag it does not know; the usage says which there are.
    return null
  }
}

/** A stopped run leaves nothing half-written either. */
function cleanUpWhenStopped(folder: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      rmSync(folder, { recursive: true, force: true })
      process.exit(130)
    })
  }
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`intunewin: unexpected: ${error instanceof Error ? error.message : String(error)}`)
  return 1
})
