// The set-up needs nothing but Node 20 and npm. It sees to it that what a task needs is there, then runs the task on the tool chain's
// Node. A second run finds everything and is quick.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { installDebianPackages } from './debian-packages.mjs'
import { findElectron } from './electron.mjs'
import { installDependencies } from './npm-packages.mjs'
import { assertWritable, repositoryFolder, say, SetUpStopped } from './set-up.mjs'
import { readWish } from './tasks.mjs'
import { findToolChainNode } from './tool-chain-node.mjs'
import { fetchWindowsNode } from './windows-node.mjs'

await follow(readWish(process.argv.slice(2)))

/** @param {import('./tasks.mjs').Wish} wish */
async function follow(wish) {
  if (wish.kind === 'run' && wish.name === 'admin' && (await isAnswered(wish.args))) return
  if (wish.kind === 'run') return await perform(wish)
  const output = wish.kind === 'help' ? process.stdout : process.stderr
  output.write(`${wish.text}\n`)
  if (wish.kind === 'wrong') process.exitCode = 2
}

/**
 * Answers a wrong flag and the help of the endpoint before anything is set up, where this Node reads TypeScript.
 * @param {readonly string[]} args
 */
async function isAnswered(args) {
  if (!process.features.typescript) return false
  const { readCommandLine, wrongFlags } = await import('../../admin/server/start/command-line.ts')
  const wish = readCommandLine(args, process.env)
  if (wish.kind === 'run') return false
  if (wish.kind === 'help') process.stdout.write(`${wish.text}\n`)
  else process.stderr.write(`${wrongFlags(wish.problem)}\n`)
  process.exitCode = wish.kind === 'help' ? 0 : 2
  return true
}

/** @param {import('./tasks.mjs').TaskToRun} wished */
async function perform({ name, needs, writes, args }) {
  try {
    if (writes) assertWritable()
    const { node, env } = await setUp(needs)
    if (name !== 'set-up') runTask(node, env, [name, ...args])
  } catch (error) {
    const sentence = tellTrouble(error)
    if (sentence === null) throw error
    say(sentence)
    process.exitCode = 1
  }
}

/**
 * What stopped the set-up, for a person; null for a fault of ours.
 * @param {unknown} error
 */
function tellTrouble(error) {
  if (error instanceof SetUpStopped) return error.message
  const { code = '', path: place = '' } = /** @type {NodeJS.ErrnoException} */ (error)
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `${place} cannot be written (${code}). Who owns it?`
  return code === 'ENOSPC' ? `the disk is full (${place})` : null
}

/** @param {import('./tasks.mjs').Needs} wanted */
async function setUp(wanted) {
  await installDependencies()
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
 * @param {readonly string[]} words
 */
function runTask(node, env, words) {
  const child = spawn(node, [path.join(repositoryFolder, 'build/run.ts'), ...words], {
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
    // Stopped by somebody, as a shell counts Ctrl+C; another signal is an end that no one wished for.
    const isStopped = signal !== null && ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal)
    if (signal !== null && !isStopped) say(`the task was ended by ${signal}`)
    process.exitCode = code ?? (isStopped ? 130 : 1)
  })
}
