import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'
import { readImports } from '../../../build/read-imports.ts'
import { tool } from '../../../build/run/tool.ts'

const forbidden: readonly (readonly [file: string, line: string, message: string])[] = [
  ['shared/move/plan.ts', "import 'node:fs'", 'No Node here.'],
  ['shared/move/plan.ts', "import { app } from 'electron'", 'No Electron here.'],
  ['shared/move/plan.ts', "import 'react'", 'No view outside renderer.'],
  ['shared/move/plan.ts', "import '../../electron/context/store.ts'", 'shared imports nothing but shared.'],
  ['shared/move/plan.ts', "import '../../renderer/words.ts'", 'shared imports nothing but shared.'],
  ['electron/context/store.ts', "import '../../renderer/words.ts'", 'electron imports shared only.'],
  [
    'electron/context/store.ts',
    "import '../../admin/server/http/refusal.ts'",
    'electron imports shared only.',
  ],
  ['electron/context/store.ts', "import 'react'", 'No view outside renderer.'],
  ['electron/journey/journey.ts', "import { ipcMain } from 'electron'", 'Only electron/ipc/main-ipc.ts'],
  [
    'electron/journey/journey.ts',
    "import { ipcRenderer } from 'electron'",
    'Only electron/preload/preload.ts',
  ],
  ['electron/journey/journey.ts', "import '../platform/windows/real-registry.ts'", 'Ask platformFor()'],
  ['electron/files/kept-scan.ts', "import '../platform/recording/recording.ts'", 'Ask platformFor()'],
  ['electron/journey/journey.ts', "import '../../shared/computer/windows/registry.ts'", 'Ask platformFor()'],
  ['electron/cli/run-command-line.ts', "import { app } from 'electron'", 'This file runs in plain Node too.'],
  ['electron/platform/index.ts', "import { app } from 'electron'", 'This file runs in plain Node too.'],
  ['electron/journey/journey.ts', "import '@azure/msal-node'", 'Only electron/session sees MSAL.'],
  ['electron/journey/journey.ts', "import '@azure/msal-node-extensions'", 'Only electron/session sees MSAL.'],
  ['electron/session/msal.ts', 'void process.env', 'An environment variable decides nothing'],
  [
    'electron/graph/read-drive.ts',
    "import '../session/network-client.ts'",
    'Tokens stay in electron/session',
  ],
  ['renderer/words.ts', "import 'node:fs'", 'No Node here.'],
  ['renderer/words.ts', "import { ipcRenderer } from 'electron'", 'No Electron here.'],
  ['renderer/words.ts', "import '../electron/context/store.ts'", 'renderer imports shared only'],
  ['renderer/words.ts', "import '../shared/recording/reg-file.ts'", 'The window shows what main has read.'],
  [
    'admin/server/http/refusal.ts',
    "import '../../../electron/context/store.ts'",
    'admin imports shared only.',
  ],
  ['admin/server/http/refusal.ts', "import { app } from 'electron'", 'No Electron here.'],
  ['admin/console/app.tsx', "import 'node:fs'", 'No Node here.'],
  ['admin/console/app.tsx', "import '../server/http/refusal.ts'", 'The console asks the endpoint'],
  ['admin/console/app.tsx', "import '@azure/msal-browser'", 'Only admin/console/session sees MSAL.'],
  ['admin/server/http/refusal.ts', "import '../../console/theme.ts'", 'The endpoint serves the console'],
  ['electron/context/store.ts', "import { rename } from 'node:fs/promises'", 'use renamePatiently'],
  [
    'electron/rescue/plan/plan-targets.ts',
    'const kinds = { withFileTypes: true }',
    'Node calls every folder of OneDrive a link',
  ],
  ['renderer/words.ts', 'document.body.innerHTML = String(location)', 'Unsafe assignment to innerHTML'],
  ['admin/console/app.tsx', 'document.write(String(location))', 'Unsafe call to document.write'],
  ['shared/move/plan.ts', 'eval(String(1))', 'can be harmful'],
  ['shared/move/plan.ts', 'void /^(?:a+)+$/', 'exponential backtracking'],
  ['shared/move/plan.ts', 'void /a*b/', 'quadratic runtime'],
  ['admin/server/http/refusal.ts', 'void new Buffer(String(1).length)', 'Found new Buffer'],
  ['admin/server/http/refusal.ts', 'void crypto.pseudoRandomBytes(8)', 'pseudoRandomBytes'],
  ['shared/move/plan.ts', '/* a \u202e b */', 'bidi'],
  ['shared/move/plan.ts', 'export default 1', 'Export by name.'],
  ['shared/move/plan.ts', 'enum Colour { Red }', 'Use a union of kebab-case strings.'],
  [
    'admin/server/people/retention.ts',
    "void pool.query('delete from people')",
    'Send a statement with queryRows or runStatement',
  ],
  ['admin/server/people/retention.ts', "sql.raw('people')", 'A fragment of a statement is an sql`…`'],
  ['admin/server/people/retention.ts', "import 'kysely'", 'Import sql from'],
]

/** A copy of the tree, in which lines may be wrong. */
let tree: string

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'landfall-rules-'))
  const copied = [
    'shared',
    'electron',
    'renderer',
    'admin',
    'build',
    'oxlint.config.ts',
    'tsconfig.base.json',
    'package.json',
  ]
  for (const name of copied)
    await cp(path.join(repositoryFolder, name), path.join(tree, name), {
      recursive: true,
      filter: (from) => path.basename(from) !== 'node_modules',
    })
  await symlink(path.join(repositoryFolder, 'node_modules'), path.join(tree, 'node_modules'), 'junction')
  // What the compiler knows is asked for once, at the end: it reads all that a file imports.
  await writeFile(
    path.join(tree, 'rules.config.ts'),
    "import config from './oxlint.config.ts'\nexport default { ...config, options: {} }\n",
  )
})
afterAll(() => rm(tree, { recursive: true, force: true }))

/** Puts lines at the top of files and gives what is said of each of these lines, by `file:line`. */
async function lintWith(
  lines: readonly (readonly [file: string, line: string, ...rest: string[]])[],
  config = 'rules.config.ts',
): Promise<Map<string, string>> {
  const files = [...new Set(lines.map(([file]) => file))]
  for (const file of files) {
    const all = lines.filter(([its]) => its === file)
    const text = await readFile(path.join(repositoryFolder, file), 'utf8')
    await writeFile(path.join(tree, file), [...all.map(([, line]) => line), text].join('\n'))
  }
  const { program, args } = tool('oxlint', '-c', config, '--format', 'json', ...files)
  const { stdout, stderr } = spawnSync(program, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1e8 })
  expect(stderr).toBe('')
  const { diagnostics } = JSON.parse(stdout) as {
    readonly diagnostics: readonly {
      readonly filename: string
      readonly message: string
      readonly help?: string
      readonly labels: readonly { readonly span: { readonly line: number } }[]
    }[]
  }
  const said = new Map<string, string>()
  for (const { filename, message, help, labels } of diagnostics) {
    const place = `${filename}:${labels[0]?.span.line}`
    said.set(place, `${said.get(place) ?? ''} ${message} ${help ?? ''}`)
  }
  return said
}

describe('oxlint.config.ts', () => {
  let said: Map<string, string>
  const lineOf = (index: number): number =>
    forbidden.slice(0, index + 1).filter(([file]) => file === forbidden[index]?.[0]).length
  beforeAll(async () => {
    said = await lintWith(forbidden)
  })

  it.each(forbidden.map((each, index) => [...each, index] as const))(
    'refuses in %s: %s',
    (file, _line, message, index) => {
      expect(said.get(`${file}:${lineOf(index)}`)).toContain(message)
    },
  )

  it('keeps Electron out of all that the command line reaches', async () => {
    const imports = await readImports()
    const reached = new Set(['electron/cli/run-command-line.ts'])
    for (const file of reached)
      for (const next of imports.get(file) ?? []) if (next.kind !== 'type') reached.add(next.file)
    // The one that starts a process of Electron is given it by main.
    const held = [...reached].filter(
      (file) => file.startsWith('electron/') && file !== 'electron/rescue/worker/start-rescue-process.ts',
    )
    expect(held.length).toBeGreaterThan(50)
    const answers = await lintWith(held.map((file) => [file, "import { app } from 'electron'"] as const))
    expect(
      held.filter((file) => !answers.get(`${file}:1`)?.includes('This file runs in plain Node too.')),
    ).toEqual([])
  })

  it('asks the compiler: wrong types, what cannot be erased, a promise that no one waits for', async () => {
    const file = 'shared/move/clouds.ts'
    const lines = ["export const wrong: number = 'a'", 'enum Colour { Red }', 'Promise.resolve(1)'] as const
    const answers = await lintWith(
      lines.map((line) => [file, line] as const),
      'oxlint.config.ts',
    )
    expect(answers.get(`${file}:1`)).toContain('not assignable to type')
    expect(answers.get(`${file}:2`)).toContain('erasableSyntaxOnly')
    expect(answers.get(`${file}:3`)).toContain('Promises must be awaited')
  })
})
