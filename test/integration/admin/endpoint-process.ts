import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** The lines that it says, on either way, as they come. */
export function hearLines({ stdout, stderr }: ChildProcess): string[] {
  const said: string[] = []
  for (const stream of [stdout, stderr])
    if (stream !== null) createInterface(stream).on('line', (line) => said.push(line))
  return said
}

/** Where it listens, once it has said so. */
export function addressIn(said: readonly string[]): string | undefined {
  return said.map((line) => /listening at (http:[^"]+)/.exec(line)?.[1]).find(Boolean)
}

/** Ends it hard, unless it has ended. */
export async function endHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}
