import { ESLint } from 'eslint'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const eslint = new ESLint({ cwd: root })

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
  ['electron/cli.ts', "import { app } from 'electron'", 'This file runs in plain Node too.'],
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
]

describe('eslint.config.js', () => {
  it.each(forbidden)('refuses in %s: %s', async (file, line, message) => {
    const filePath = path.join(root, file)
    const text = `${line}\n${await readFile(filePath, 'utf8')}`
    const [result] = await eslint.lintText(text, { filePath })
    const onFirstLine = result?.messages.filter((found) => found.line === 1).map((found) => found.message)
    expect(onFirstLine?.join(' ')).toContain(message)
  })
})
