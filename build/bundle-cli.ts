import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { threadFiles } from './thread-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The oldest Node that has to run the command line: the Windows one that Wine can start. */
const oldestTarget = 'node20'

/**
 * Packs entries (name to file) into one `.mjs` each, for plain Node. All packages go in but koffi and what `outside` names: these
 * find binaries of their own, and therefore lie in `node_modules` beside the result.
 */
export async function bundleForNode(
  entries: Record<string, string>,
  folder: string,
  { target = oldestTarget, outside = [] }: { target?: string; outside?: readonly string[] } = {},
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [threadFiles()],
    ssr: { target: 'node', noExternal: true, external: ['koffi', ...outside] },
    build: {
      ssr: true,
      target,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: entries,
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  })
}

/** Writes the command line to `dist/cli/cli.mjs` and answers with that path. */
export async function bundleCli(): Promise<string> {
  const folder = join(root, 'dist', 'cli')
  await bundleForNode({ cli: join(root, 'electron', 'cli', 'run-command-line.ts') }, folder)
  return join(folder, 'cli.mjs')
}

if (import.meta.main) console.log(await bundleCli())
