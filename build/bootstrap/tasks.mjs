import { readdirSync } from 'node:fs'
import path from 'node:path'
import { repositoryFolder } from './set-up.mjs'

/*
 * What `npm start`, `npm test` and the other scripts take. Read before anything is set up: a wrong word costs nothing.
 */

/**
 * `words`: what the first word may be, or each where `takesMany`; left out where the task takes none. `isOpen`: what follows is for another
 * program, which checks it itself, and has a help of its own where there are no `words`. `writes`: it builds or changes files of the clone.
 * @typedef {{
 *   debian: ('window' | 'windows' | 'network' | 'packages' | 'compiler')[],
 *   electron?: boolean,
 *   windowsNode?: boolean,
 * }} Needs
 * @typedef {{
 *   needs: Needs,
 *   does: string,
 *   flags?: Readonly<Record<string, string>>,
 *   words?: () => readonly string[],
 *   needsWord?: boolean,
 *   takesMany?: boolean,
 *   isOpen?: boolean,
 *   writes?: boolean,
 * }} Task
 * @typedef {{ kind: 'run', name: string, needs: Needs, writes: boolean, args: readonly string[] }} TaskToRun
 * @typedef {TaskToRun | { kind: 'help', text: string } | { kind: 'wrong', text: string }} Wish
 */

/** The gates of `npm test`, in their order. */
export const gateNames = [
  'format',
  'lint',
  'unit',
  'integration',
  'build',
  'console',
  'endpoint',
  'windows',
  'install',
  'e2e',
]

/** @type {Readonly<Record<string, Task>>} */
export const tasks = {
  start: {
    writes: true,
    needs: { debian: ['window'], electron: true },
    does: 'shows the whole journey and the console, in a world that is simulated here',
    flags: { '--auto': 'drives itself; without a display it does so anyway' },
  },
  test: {
    writes: true,
    needs: { debian: ['window', 'windows', 'network', 'packages'], electron: true, windowsNode: true },
    does: 'runs every check and test; with a gate that gate alone, and more words go to its runner',
    words: () => gateNames,
    isOpen: true,
  },
  check: { writes: true, needs: { debian: [] }, does: 'runs the fast gates: format, lint with types, unit' },
  fix: { writes: true, needs: { debian: [] }, does: 'changes files: what lint can mend, then the format' },
  dev: {
    writes: true,
    needs: { debian: ['window'], electron: true },
    does: 'starts the app in the simulated world, and again when a file is saved',
  },
  bench: {
    writes: true,
    needs: { debian: ['window', 'windows', 'compiler'], electron: true, windowsNode: true },
    does: 'measures one part; more words go to the bench',
    words: benchNames,
    needsWord: true,
    isOpen: true,
  },
  policies: {
    writes: true,
    needs: { debian: [] },
    does: 'writes the policy templates and docs/configuration.md',
  },
  landfall: {
    needs: { debian: [] },
    does: "runs Landfall's command line",
    isOpen: true,
  },
  admin: {
    needs: { debian: [] },
    does: "runs the admin's endpoint and its commands",
    isOpen: true,
  },
  intunewin: {
    needs: { debian: [] },
    does: 'packs a folder for Intune, or verifies such a package',
    isOpen: true,
  },
  'package:win': {
    writes: true,
    needs: { debian: ['packages'], electron: true },
    does: 'makes the installer, the MSI and the packages for Intune; of both processors unless one is named',
    words: () => ['x64', 'arm64'],
    takesMany: true,
  },
  'package:linux': {
    writes: true,
    needs: { debian: [], electron: true },
    does: 'makes the archive for Linux',
  },
  'package:admin': {
    writes: true,
    needs: { debian: [] },
    does: 'makes the archive of the endpoint and its console',
  },
  'package:mac': {
    writes: true,
    needs: { debian: [], electron: process.platform === 'darwin' },
    does: 'makes the package for macOS, on a Mac',
  },
  'set-up': {
    writes: true,
    needs: { debian: ['window', 'windows', 'network', 'packages'], electron: true, windowsNode: true },
    does: 'fetches what the other tasks need, and runs none',
  },
}

/**
 * What a command line wants: a task, its help, or a sentence about what is wrong with it.
 * @param {readonly string[]} argv
 * @returns {Wish}
 */
export function readWish([name = '', ...args]) {
  if (name === '--help') return { kind: 'help', text: listTasks() }
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (task === undefined) return { kind: 'wrong', text: `there is no task “${name}”.\n\n${listTasks()}` }
  const asksForHelp = task.isOpen ? task.words && args[0] === '--help' : args.includes('--help')
  if (asksForHelp) return { kind: 'help', text: describe(name, task) }
  const problem = findProblem(task, args)
  if (problem !== null) return { kind: 'wrong', text: `${problem}\n\n${describe(name, task)}` }
  return { kind: 'run', name, needs: task.needs, writes: task.writes ?? false, args }
}

/**
 * @param {Task} task
 * @param {readonly string[]} args
 * @returns {string | null}
 */
function findProblem({ flags = {}, words, needsWord, takesMany, isOpen }, args) {
  const known = words?.() ?? []
  if (isOpen) {
    const [first] = args
    if (words === undefined) return null
    if (first === undefined) return needsWord ? 'a name is needed.' : null
    return known.includes(first) ? null : `“${first}” is not one of the names.`
  }
  const given = args.filter((argument) => !Object.hasOwn(flags, argument))
  const unknown = given.find((argument) => !known.includes(argument))
  if (unknown !== undefined) return `“${unknown}” is not known here.`
  return given.length > 1 && !takesMany ? `“${given[1]}” is one word too many.` : null
}

/**
 * @param {string} name
 * @param {Task} task
 */
function describe(name, { does, flags = {}, words, needsWord, takesMany, isOpen }) {
  const known = words?.() ?? []
  const word = known.length === 0 ? '' : needsWord ? ' NAME' : takesMany ? ' [NAME …]' : ' [NAME]'
  const rest = isOpen
    ? ' [MORE …]'
    : Object.keys(flags)
        .map((flag) => ` [${flag}]`)
        .join('')
  const separator = word + rest === '' ? '' : ' --'
  const lines = [`${scriptOf(name)}${separator}${word}${rest}`, `  ${does}`]
  if (known.length > 0) lines.push(`  NAME: ${known.join(', ')}`)
  for (const [flag, meaning] of Object.entries(flags)) lines.push(`  ${flag}  ${meaning}`)
  return lines.join('\n')
}

function listTasks() {
  const rows = Object.entries(tasks).map(([name, { does }]) => `  ${scriptOf(name).padEnd(22)} ${does}`)
  return ['The scripts; each takes --help:', ...rows].join('\n')
}

/** @param {string} name */
function scriptOf(name) {
  if (name === 'set-up') return 'node build/bootstrap.mjs set-up'
  return name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`
}

function benchNames() {
  return readdirSync(path.join(repositoryFolder, 'test/bench'))
    .flatMap((file) => /^bench-(.+)\.ts$/.exec(file)?.[1] ?? [])
    .sort()
}
