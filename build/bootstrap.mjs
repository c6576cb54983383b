// The set-up: `node build/bootstrap.mjs TASK [arguments]`. Needs nothing but Node 20 and npm. It sees to it that
// what TASK needs is there, then runs the task on the tool chain's Node. A second run finds everything and is quick.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { installDebianPackages } from './bootstrap/debian-packages.mjs'
import { findElectron } from './bootstrap/electron.mjs'
import { installDependencies } from './bootstrap/npm-packages.mjs'
import { repositoryFolder, say, SetUpStopped } from './bootstrap/set-up.mjs'
import { findToolChainNode } from './bootstrap/tool-chain-node.mjs'
import { fetchWindowsNode } from './bootstrap/windows-node.mjs'

/** @typedef {{ debian: ('window' | 'windows' | 'network' | 'packages' | 'compiler')[], electron?: boolean, windowsNode?: boolean }} Needs */

/** @type {Record<string, Needs>} */
const tasks = {
  start: { debian: ['window'], electron: true },
  test: { debian: ['window', 'windows', 'network', 'packages'], electron: true, windowsNode: true },
  dev: { debian: ['window'], electron: true },
  bench: { debian: ['window', 'windows', 'compiler'], electron: true, windowsNode: true },
  check: { debian: [] },
  fix: { debian: [] },
  policies: { debian: [] },
  landfall: { debian: [] },
  admin: { debian: [] },
  intunewin: { debian: [] },
  'package:win': { debian: ['packages'], electron: true },
  'package:linux': { debian: [], electron: true },
  'package:mac': { debian: [], electron: process.platform === 'darwin' },
  'set-up': { debian: ['window', 'windows', 'network', 'packages'], electron: true, windowsNode: true },
}

const [task = '', ...args] = process.argv.slice(2)
const needs = tasks[task]
if (needs === undefined) {
  say(`there is no task "${task}". There are: ${Object.keys(tasks).join(', ')}`)
  process.exit(2)
}

try {
  const { node, env } = await setUp(needs)
  if (task !== 'set-up') runTask(node, env)
} catch (error) {
  if (!(error instanceof SetUpStopped)) throw error
  say(error.message)
  process.exit(1)
}

/** @param {Needs} wanted */
async function setUp(wanted) {
  installDependencies()
  const node = findToolChainNode()
  installDebianPackages(wanted.debian)
  const electron = wanted.electron ? await findElectron(node) : null
  const windowsNode = wanted.windowsNode ? fetchWindowsNode() : {}
  const bin = path.join(repositoryFolder, 'node_modules/.bin')
  const env = {
    ...process.env,
    ...windowsNode,
    ...(electron && {
      LANDFALL_ELECTRON: electron.executable,
      LANDFALL_ELECTRON_KIND: electron.kind,
      LANDFALL_ELECTRON_VERSION: electron.version,
    }),
    PATH: [path.dirname(node), bin, process.env['PATH']].join(path.delimiter),
  }
  return { node, env }
}

/**
 * Runs the task in our place: its output, its signals, its exit code.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
function runTask(node, env) {
  const child = spawn(node, [path.join(repositoryFolder, 'build/run.ts'), task, ...args], {
    env,
    stdio: 'inherit',
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    say(`the task could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}
