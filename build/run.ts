// The tasks behind the npm scripts. bootstrap.mjs has read the command line (bootstrap/tasks.mjs), has seen to what they need, and runs
// this on the tool chain's Node.
import path from 'node:path'
import { readAdminConfig } from '../admin/server/admin-config.ts'
import { readCommandLine } from '../admin/server/start/command-line.ts'
import { repositoryFolder } from './bootstrap/set-up.mjs'
import { buildConsoleIfOld, buildEndpointIfOld } from './run/build-if-old.ts'
import { allGates, fastGates, gateNamed, runGates } from './run/gates.ts'
import { passSignalsOn, runProgram } from './run/start-program.ts'
import { tool } from './run/tool.ts'
import { findDisplayProblem, hasDisplay, withDesktop } from './run/with-desktop.ts'

const node = process.execPath

type Task = (args: readonly string[]) => Promise<number>

const tasks: Record<string, Task> = {
  start: async (args) => {
    const isAutomatic = args.includes('--auto') || !hasDisplay()
    if (!isAutomatic && refusesDisplay()) return 1
    const built = (await buildApp()) || (await buildConsoleIfOld()) || (await buildEndpointIfOld())
    if (built !== 0) return built
    if (!isAutomatic) return demonstrate(args, {})
    const rest = args.filter((argument) => argument !== '--auto')
    return withDesktop((desktop) => demonstrate(['--auto', ...rest], desktop))
  },

  dev: async (args) => {
    if (!hasDisplay()) return withDesktop((desktop) => demonstrate(['--dev', ...args], desktop))
    return refusesDisplay() ? 1 : demonstrate(['--dev', ...args], {})
  },

  test: ([name, ...only]) => runGates(name === undefined ? allGates : gateNamed(name, only)),
  check: () => runGates(fastGates),

  fix: async () => {
    const lint = await runProgram(tool('oxlint', '--fix'))
    const format = await runProgram(tool('prettier', '--write', '.', '--log-level', 'warn'))
    return lint || format
  },

  bench: async ([name = '', ...args]) => {
    const built = (await buildApp()) || (await buildConsoleIfOld()) || (await buildEndpointIfOld())
    if (built !== 0) return built
    const program = {
      program: node,
      args: [path.join(repositoryFolder, `test/bench/bench-${name}.ts`), ...args],
    }
    return withDesktop((desktop) => runProgram({ ...program, env: { ...process.env, ...desktop } }))
  },

  policies: () => runProgram({ program: node, args: ['build/policies/write-policy-files.ts'] }),
  landfall: (args) => runProgram({ program: node, args: ['electron/cli/run-command-line.ts', ...args] }),
  'package:win': (args) => packageApp('package-windows.ts', args),
  'package:linux': (args) => packageApp('package-linux.ts', args),
  // On another system it says at once that it does not run there.
  'package:mac': (args) =>
    process.platform === 'darwin'
      ? packageApp('package-macos.ts', args)
      : runProgram({ program: node, args: ['build/package/package-macos.ts'] }),
  'package:admin': async () => {
    const built = (await buildConsoleIfOld()) || (await buildEndpointIfOld())
    return built || runProgram({ program: node, args: ['build/package/package-admin.ts'] })
  },
  intunewin: (args) => runProgram({ program: node, args: ['build/intunewin/main.ts', ...args] }),
  admin: async (args) => {
    // Only `serve` waits for the page; a wrong flag or configuration is refused at once, by the endpoint itself.
    const built = (await willServe(args)) ? await buildConsoleIfOld() : 0
    if (built !== 0) return built
    return runProgram({ program: node, args: ['admin/server/main.ts', ...args] })
  },
}

function refusesDisplay(): boolean {
  const problem = findDisplayProblem()
  if (problem !== null) console.error(problem)
  return problem !== null
}

async function willServe(args: readonly string[]): Promise<boolean> {
  const wish = readCommandLine(args, process.env)
  if (wish.kind !== 'run' || wish.command.kind !== 'serve') return false
  if (wish.values.demo) return true
  return readAdminConfig(wish.values.config, process.env).then(
    () => true,
    () => false,
  )
}

async function packageApp(file: string, args: readonly string[]): Promise<number> {
  const built = await buildApp()
  return built || runProgram({ program: node, args: [`build/package/${file}`, ...args] })
}

function buildApp(): Promise<number> {
  return runProgram(tool('electron-vite', 'build', '--logLevel', 'warn'))
}

function demonstrate(args: readonly string[], desktop: Record<string, string>): Promise<number> {
  const env = { ...process.env, ...desktop }
  return runProgram({ program: node, args: ['test/world/demonstration.ts', ...args], env })
}

passSignalsOn()
const [name = '', ...args] = process.argv.slice(2)
process.exitCode = await (tasks[name]?.(args) ?? 2)
