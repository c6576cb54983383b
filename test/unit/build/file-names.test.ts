import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listTree, readText } from '../docs/read-tree.ts'

const folders = ['shared', 'electron', 'renderer', 'admin/server', 'admin/console', 'build']

/** Named after their subject: what they export has no word of it. A new file needs a better reason than to be on this list. */
const exceptions = new Set([
  'admin/console/api/answers.ts',
  'admin/console/api/contract.ts',
  'admin/server/runbook/runbook-commands.ts',
  'admin/server/people/retention.ts',
  'build/package/modules-that-run.ts',
  'build/package/papers.ts',
  'build/policies/examples.ts',
  'build/traces-table.ts',
  'electron/cli/cli-text.ts',
  'electron/graph/retry-after.ts',
  'electron/ipc/main-ipc.ts',
  'electron/platform/macos/privacy.ts',
  'electron/rescue/copy/quick-xor-program.ts',
  'electron/session/safe-storage.ts',
  'renderer/steps/files/row-actions.ts',
  'shared/brand/brand.ts',
  'shared/computer/windows/judge-security.ts',
  'shared/computer/windows/sync-roots.ts',
  'shared/window/ipc.ts',
])

/** The beginnings of the words in a name, kebab-case or camelCase: enough to know `copy` in `copies`. */
const beginningsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split('-')
    .filter((word) => word.length > 2)
    .map((word) => word.slice(0, 3))

const exported =
  /^export (?:async |declare |abstract )*(?:function\*?|const|let|class|type|interface) (\w+)/gm
const handedOn = /^export (?:type )?\{([^}]*)\}/gm

function exportsOf(text: string): string[] {
  const lists = [...text.matchAll(handedOn)].flatMap(([, list = '']) => list.split(','))
  return [...[...text.matchAll(exported)].map(([, name = '']) => name), ...lists.map((each) => each.trim())]
}

describe('the name of a file', () => {
  it('has a word of what the file exports', async () => {
    const tree = await listTree()
    const files = tree.filter(
      (name) =>
        folders.some((folder) => name.startsWith(`${folder}/`)) &&
        /\.tsx?$/.test(name) &&
        !/(?:\.d\.ts|\/index\.ts|\/migrations\/\d+\.ts)$/.test(name),
    )
    expect(files.length).toBeGreaterThan(500)
    const named = await Promise.all(
      files.map(async (name) => {
        const names = exportsOf(await readText(name)).filter((each) => each !== '')
        const words = new Set(names.flatMap(beginningsOf))
        const own = beginningsOf(path.posix.basename(name).replace(/\.tsx?$/, ''))
        return { name, fits: names.length === 0 || own.some((word) => words.has(word)) }
      }),
    )
    const odd = named.filter(({ fits }) => !fits).map(({ name }) => name)
    expect(odd.filter((name) => !exceptions.has(name))).toEqual([])
    expect([...exceptions].filter((name) => tree.includes(name) && !odd.includes(name))).toEqual([])
  })
})
