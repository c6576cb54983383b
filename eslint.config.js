import js from '@eslint/js'
import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import regexp from 'eslint-plugin-regexp'
import security from 'eslint-plugin-security'
import globals from 'globals'
import { fileURLToPath } from 'node:url'
import tseslint from 'typescript-eslint'

/**
 * Who may import whom. A zone alone lets `window` into `shared`, a tsconfig alone lets `electron` into
 * `renderer`; both guards are needed (docs/architecture.md).
 */
const zones = [
  {
    target: './shared',
    from: ['./electron', './renderer', './admin', './build', './test'],
    message: 'shared imports nothing but shared.',
  },
  {
    target: './electron',
    from: ['./renderer', './admin', './build', './test'],
    message: 'electron imports shared only.',
  },
  {
    target: './renderer',
    from: ['./electron', './admin', './build', './test'],
    message: 'renderer imports shared only; ask main through window.landfall.',
  },
  {
    target: './admin',
    from: ['./electron', './renderer', './build', './test'],
    message: 'admin imports shared only.',
  },
  {
    target: './admin/console',
    from: './admin/server',
    message: 'The console asks the endpoint; it does not import it.',
  },
  {
    target: './admin/server',
    from: './admin/console',
    except: ['./words'],
    message: 'The endpoint serves the console; it reads its words and imports nothing else of it.',
  },
  {
    target: './admin/console/!(session)/**/*',
    from: './admin/console/session',
    except: ['./session.ts'],
    message: 'Tokens stay in admin/console/session; ask the Session.',
  },
  {
    target: ['./electron/*.ts', './electron/!(platform)/**/*'],
    from: [
      './electron/platform/windows',
      './electron/platform/macos',
      './electron/platform/recording',
      './shared/computer',
    ],
    message: 'Ask platformFor() for the system; do not name one.',
  },
  {
    target: './renderer',
    from: ['./shared/computer', './shared/recording'],
    message: 'The window shows what main has read.',
  },
  {
    // `create-main` gives the session its parts; it sees no token.
    target: ['./electron/!(session|start)/**/*', './electron/start/!(create-main).ts'],
    from: './electron/session',
    except: ['./session.ts', './token-cache.ts', './safe-storage.ts'],
    message: 'Tokens stay in electron/session; ask the Session.',
  },
]

/** The rooms that `electron/cli.ts` reaches. */
const cliReach = [
  'electron/cli.ts',
  'electron/cli/**',
  'electron/context/**',
  'electron/documents/**',
  'electron/durable-file.ts',
  'electron/files/**',
  'electron/platform/**',
  'electron/report/**',
  'electron/rescue/**',
]

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name.',
}
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'An environment variable decides nothing in a release build.',
}
const noDirentKinds = {
  selector: "Property[key.name='withFileTypes']",
  message: 'On Windows Node calls every folder of OneDrive a link; ask LocalDisk.list.',
}
const noPlainRename = {
  selector: 'ImportDeclaration[source.value=/^(node:)?fs/] ImportSpecifier[imported.name=/^rename/]',
  message: 'A scanner makes renames fail for a moment; use renamePatiently of electron/durable-file.ts.',
}
const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of kebab-case strings.' }

const ipcMainDoor = {
  name: 'electron',
  importNames: ['ipcMain'],
  message: 'Only electron/ipc/main-ipc.ts listens to the window.',
}
const ipcRendererDoor = {
  name: 'electron',
  importNames: ['ipcRenderer'],
  message: 'Only electron/preload/preload.ts talks to main.',
}
const browserMsalDoor = { name: '@azure/msal-browser', message: 'Only admin/console/session sees MSAL.' }
const msalDoor = { name: '@azure/msal-node', message: 'Only electron/session sees MSAL.' }
const brokerDoor = { name: '@azure/msal-node-extensions', message: 'Only electron/session sees MSAL.' }
const noElectron = { name: 'electron', message: 'This file runs in plain Node too.' }

const noNode = { group: ['node:*', 'fs', 'path', 'os', 'child_process'], message: 'No Node here.' }
const noView = { group: ['react', 'react-dom', '@fluentui/*'], message: 'No view outside renderer.' }
const noElectronAnywhere = { group: ['electron', 'electron/*'], message: 'No Electron here.' }

/** Text never becomes markup, where there is any. */
const noMarkup = { 'no-unsanitized/method': 'error', 'no-unsanitized/property': 'error' }

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'release/', '.cache/', 'admin/console/api/contract.ts'] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    plugins: { 'import-x': importX, 'no-unsanitized': noUnsanitized, regexp, security },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] })],
    },
    rules: {
      eqeqeq: 'error',
      // What Electron and the others take away next is seen while there is time.
      '@typescript-eslint/no-deprecated': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noEnum],
      'import-x/no-restricted-paths': [
        'error',
        { zones, basePath: fileURLToPath(new URL('.', import.meta.url)) },
      ],
      'import-x/no-cycle': 'error',
      // Much of what is read was written by a stranger, and a text must not cost more than its length.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': 'error',
      // Text never becomes code.
      'no-eval': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      'security/detect-eval-with-expression': 'error',
      // Signs that show a text in another order than it is read in; buffers with what was in memory; numbers that can be guessed.
      'security/detect-bidi-characters': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['shared/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [noNode, noView, noElectronAnywhere] }],
    },
  },
  {
    files: ['electron/**'],
    // The reload server of development; where Windows keeps the configuration; where systems keep a person's own
    // data; what a policy's %NAME% means; what little a process for a stranger's recording is given.
    ignores: [
      'electron/main.ts',
      'electron/replay/start-replay-utility.ts',
      'electron/context/config-file.ts',
      'electron/report/find-user-data.ts',
      'electron/platform/windows/real-system.ts',
    ],
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport, noEnum, noDirentKinds, noPlainRename, noEnvironment],
    },
  },
  {
    files: ['electron/durable-file.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport, noEnum, noDirentKinds, noEnvironment] },
  },
  {
    files: ['electron/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [ipcMainDoor, ipcRendererDoor, msalDoor, brokerDoor], patterns: [noView] },
      ],
    },
  },
  {
    files: ['electron/ipc/main-ipc.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [ipcRendererDoor, msalDoor, brokerDoor], patterns: [noView] },
      ],
    },
  },
  {
    files: ['electron/preload/preload.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [ipcMainDoor, msalDoor, brokerDoor], patterns: [noView, noNode] },
      ],
    },
  },
  {
    files: ['electron/session/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [ipcMainDoor, ipcRendererDoor], patterns: [noView] }],
    },
  },
  {
    // Everything the command line reaches must run without Electron; a test compares this list with what it reaches.
    files: cliReach,
    ignores: ['electron/rescue/worker/start-rescue-process.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [noElectron, msalDoor, brokerDoor], patterns: [noView] }],
    },
  },
  {
    files: ['renderer/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...noMarkup,
      ...reactHooks.configs.recommended.rules,
      'no-restricted-imports': [
        'error',
        { paths: [msalDoor, brokerDoor], patterns: [noNode, noElectronAnywhere] },
      ],
    },
  },
  {
    files: ['admin/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noElectronAnywhere] }] },
  },
  {
    files: ['admin/console/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...noMarkup,
      ...reactHooks.configs.recommended.rules,
      'no-restricted-imports': [
        'error',
        { paths: [browserMsalDoor], patterns: [noNode, noElectronAnywhere] },
      ],
    },
  },
  {
    files: ['admin/console/session/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noNode, noElectronAnywhere] }] },
  },
  {
    files: ['*.config.js', '*.config.ts', 'build/*.config.*', 'test/**/*.config.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnum] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node, parserOptions: { projectService: false, project: null } },
  },
)
