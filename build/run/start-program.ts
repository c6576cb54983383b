import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { repositoryFolder } from '../bootstrap/set-up.mjs'

export type Program = {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly stdio?: StdioOptions
}

const running = new Set<ChildProcess>()
let isStopped = false

/** The exit code of what was stopped, as a shell counts Ctrl+C. */
export const stoppedCode = 130

/** True once a signal has come: what is running ends, and nothing more is to be started. */
export function wasStopped(): boolean {
  return isStopped
}

/** Starts a program in the repository's folder; it goes when we go. */
export function startProgram({ program, args, env = process.env, stdio = 'inherit' }: Program): ChildProcess {
  const child = spawn(program, args, { cwd: repositoryFolder, env, stdio })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Runs a program to its end and gives its exit code; 1 where it could not be started. `watch` gets it once it runs. */
export function runProgram(options: Program, watch?: (child: ChildProcess) => void): Promise<number> {
  const child = startProgram(options)
  watch?.(child)
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${options.program}: ${error.message}`)
      resolve(1)
    })
    // 'close' comes once what it has printed was read. A daemon that it leaves behind may hold the pipe open for ever.
    child.once('exit', () => setTimeout(dropPipes, 5000, child).unref())
    child.once('close', (code) => resolve(isStopped ? stoppedCode : (code ?? 1)))
  })
}

function dropPipes({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
}

/** Passes signals on to what is running, so that Ctrl+C and a closing terminal leave nothing behind. */
export function passSignalsOn(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      isStopped = true
      for (const child of running) child.kill(signal)
    })
  }
}
