import type { OxlintConfig, OxlintOverride } from 'oxlint'
import { fileURLToPath } from 'node:url'

type Rules = NonNullable<OxlintOverride['rules']>

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
    from: ['./electron/platform/windows', './electron/platform/macos', './electron/platform/recording'],
    message: 'Ask platformFor() for the system; do not name one.',
  },
  {
    target: ['./electron/*.ts', './electron/!(platform)/**/*'],
    from: './shared/computer',
    // What a file leads to is the same on every system.
    except: ['./pointers'],
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

/** The rooms that `electron/cli/run-command-line.ts` reaches. */
const cliReach = [
  'electron/cli/**',
  'electron/context/**',
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
  message:
    'A scanner makes renames fail for a moment; use renamePatiently of electron/platform/durable-file.ts.',
}
const noRawStatement = {
  selector: "CallExpression[callee.property.name='query']",
  message: 'Send a statement with queryRows or runStatement of admin/server/database/statement.ts.',
}
const noRawText = {
  selector: "MemberExpression[object.name='sql'][property.name='raw']",
  message: 'A fragment of a statement is an sql`…` of its own.',
}
const noKysely = {
  selector: 'ImportDeclaration[source.value=/^kysely/]',
  message: 'Import sql from admin/server/database/statement.ts.',
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

/** Correct code is Oxlint's own category; these are what typescript-eslint and React recommend besides. */
const recommended: Rules = {
  'no-case-declarations': 'error',
  'no-empty': 'error',
  'no-fallthrough': 'error',
  'no-prototype-builtins': 'error',
  'no-redeclare': 'error',
  'no-regex-spaces': 'error',
  'no-unexpected-multiline': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'prefer-rest-params': 'error',
  'prefer-spread': 'error',
  'preserve-caught-error': 'error',
  'typescript/ban-ts-comment': 'error',
  'typescript/no-array-constructor': 'error',
  'typescript/no-empty-object-type': 'error',
  'typescript/no-explicit-any': 'error',
  'typescript/no-misused-promises': 'error',
  'typescript/no-namespace': 'error',
  'typescript/no-require-imports': 'error',
  'typescript/no-unnecessary-type-assertion': 'error',
  'typescript/no-unnecessary-type-constraint': 'error',
  'typescript/no-unsafe-argument': 'error',
  'typescript/no-unsafe-assignment': 'error',
  'typescript/no-unsafe-call': 'error',
  'typescript/no-unsafe-enum-comparison': 'error',
  'typescript/no-unsafe-function-type': 'error',
  'typescript/no-unsafe-member-access': 'error',
  'typescript/no-unsafe-return': 'error',
  'typescript/only-throw-error': 'error',
  'typescript/prefer-promise-reject-errors': 'error',
  'typescript/restrict-plus-operands': 'error',
}

/** Text never becomes markup, where there is any. */
const noMarkup: Rules = { 'no-unsanitized/method': 'error', 'no-unsanitized/property': 'error' }

/** What React asks of a view. */
const view: Rules = {
  ...noMarkup,
  'react/rules-of-hooks': 'error',
  'react/unsupported-syntax': 'error',
}

const config: OxlintConfig = {
  ignorePatterns: ['node_modules/', 'dist/', 'release/', '.cache/', 'admin/console/api/contract.ts'],
  plugins: ['typescript', 'oxc', 'react'],
  // What Oxlint does not have itself, as the plugins for ESLint that have it.
  jsPlugins: [
    './build/lint/restricted-syntax.ts',
    { name: 'zones', specifier: 'eslint-plugin-import-x' },
    'eslint-plugin-no-unsanitized',
    'eslint-plugin-regexp',
    'eslint-plugin-security',
  ],
  options: { typeAware: true, typeCheck: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  rules: {
    ...recommended,
    eqeqeq: 'error',
    // What Electron and the others take away next is seen while there is time.
    'typescript/no-deprecated': 'error',
    'restricted/syntax': ['error', noDefaultExport, noEnum],
    'zones/no-restricted-paths': ['error', { zones, basePath: fileURLToPath(new URL('.', import.meta.url)) }],
    // Much of what is read was written by a stranger, and a text must not cost more than its length.
    'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
    'regexp/no-super-linear-move': 'error',
    // Text never becomes code.
    'no-eval': 'error',
    'typescript/no-implied-eval': 'error',
    'security/detect-eval-with-expression': 'error',
    // Signs that show a text in another order than it is read in; buffers with what was in memory; numbers that can be guessed.
    'security/detect-bidi-characters': 'error',
    'security/detect-new-buffer': 'error',
    'security/detect-buffer-noassert': 'error',
    'security/detect-pseudoRandomBytes': 'error',
    'typescript/consistent-type-imports': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    // Oxlint counts these as correct code; texts are spread by their characters on purpose, and sorted as texts.
    'typescript/no-misused-spread': 'off',
    'typescript/require-array-sort-compare': 'off',
  },
  overrides: [
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
      excludeFiles: [
        'electron/main.ts',
        'electron/replay/start-replay-utility.ts',
        'electron/context/config-file.ts',
        'electron/report/find-user-data.ts',
        'electron/platform/windows/real-system.ts',
      ],
      rules: {
        'restricted/syntax': ['error', noDefaultExport, noEnum, noDirentKinds, noPlainRename, noEnvironment],
      },
    },
    {
      files: ['electron/platform/durable-file.ts'],
      rules: { 'restricted/syntax': ['error', noDefaultExport, noEnum, noDirentKinds, noEnvironment] },
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
      excludeFiles: ['electron/rescue/worker/start-rescue-process.ts'],
      rules: {
        'no-restricted-imports': ['error', { paths: [noElectron, msalDoor, brokerDoor], patterns: [noView] }],
      },
    },
    {
      files: ['renderer/**'],
      rules: {
        ...view,
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
      // One voice of SQL (docs/decisions/0021-one-voice-of-sql.md).
      files: ['admin/server/**'],
      excludeFiles: [
        'admin/server/database/statement.ts',
        // Kysely runs the migrations.
        'admin/server/database/migrations.ts',
        'admin/server/database/migrations/**',
        // What begins and ends a session or a transaction.
        'admin/server/database/session.ts',
        'admin/server/database/transact.ts',
        // The report's hot path: prepared statements for a whole batch.
        'admin/server/people/person-state.ts',
        'admin/server/people/seen-address.ts',
        'admin/server/progress/count-changes.ts',
        'admin/server/reports/find-reporters.ts',
        'admin/server/reports/write-reports.ts',
      ],
      rules: {
        'restricted/syntax': ['error', noDefaultExport, noEnum, noRawStatement, noRawText, noKysely],
      },
    },
    {
      files: ['admin/console/**'],
      rules: {
        ...view,
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
      files: ['*.config.ts', 'test/**/*.config.ts', 'build/lint/**'],
      rules: { 'restricted/syntax': ['error', noEnum] },
    },
    {
      // Plain JavaScript has no types to hold it to.
      files: ['**/*.js', '**/*.mjs'],
      rules: {
        'typescript/no-misused-promises': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
      },
    },
  ],
}

// Oxlint reads a default export.
export default config
