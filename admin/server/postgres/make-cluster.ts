import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toRefusal } from './data-folder.ts'
import { tryLock, type LockAttempt } from './folder-lock.ts'
import type { Binaries, Identity } from './postgres-binaries.ts'
import { isAlive } from './postmaster.ts'

export type Cluster = {
  readonly folder: string
  readonly data: string
  readonly binaries: Binaries
  readonly identity: Identity
}

export const user = 'landfall'

// Made under another name and renamed: a folder `postgres` is complete, whatever was interrupted.
export async function initialise({ folder, data, binaries, identity }: Cluster, password: string) {
  await removeLeftovers(folder)
  const { unfinished, attempt } = lockNew(folder)
  const passwordFile = passwordFileOf(unfinished)
  try {
    await writeFile(passwordFile, password, { mode: 0o600 })
    await mkdir(unfinished, { mode: 0o700 })
    if (identity.uid !== undefined && identity.gid !== undefined) {
      await chown(unfinished, identity.uid, identity.gid)
      await chown(passwordFile, identity.uid, identity.gid)
    }
    const { code, said } = await runToEnd(
      binaries.initdb,
      ['-D', unfinished, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`].concat([
        '-E',
        'UTF8',
        '--locale=C',
        '--no-instructions',
      ]),
      identity,
    )
    if (code !== 0) throw toRefusal(folder, said, 'PostgreSQL could not make its data')
    await rename(unfinished, data).catch((error: unknown) => {
      if (!existsSync(data)) throw error
    })
    await flushFolder(folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
    releaseOwn(attempt)
  }
}

/** Releases a lock that is ours. A lock of another process, or none at all, needs nothing. */
function releaseOwn(attempt: LockAttempt | null): void {
  if (attempt?.kind === 'taken') attempt.lock.release()
}

/** A name that is held for as long as the cluster is made: a process number says nothing in another container. */
function lockNew(folder: string): { readonly unfinished: string; readonly attempt: LockAttempt } {
  for (;;) {
    const unfinished = path.join(folder, `postgres.new-${process.pid}-${randomBytes(6).toString('hex')}`)
    const attempt = tryLock(passwordFileOf(unfinished))
    // Another start may have taken the file for a leftover before it was locked, and deletes it or has.
    const isOurs = attempt.kind === 'taken' && existsSync(passwordFileOf(unfinished))
    if (isOurs || attempt.kind === 'unsupported') return { unfinished, attempt }
    releaseOwn(attempt)
  }
}

function passwordFileOf(unfinished: string): string {
  return `${unfinished}.password`
}

/** Half-made clusters of starts that were interrupted; they hold nothing yet. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, own, pid] = /^(postgres\.new-(\d+)-[\da-f]+)(?:\.password)?$/.exec(name) ?? []
    if (own === undefined) continue
    const unfinished = path.join(folder, own)
    const file = passwordFileOf(unfinished)
    // Held until both are deleted: who makes a cluster by this name then takes another.
    const attempt = existsSync(file) ? tryLock(file) : null
    if (attempt?.kind === 'held' || (attempt?.kind === 'unsupported' && isAlive(Number(pid)))) continue
    try {
      await rm(unfinished, { recursive: true, force: true })
      await rm(file, { force: true })
    } finally {
      releaseOwn(attempt)
    }
  }
}

/** A renamed folder survives a power cut once its parent is flushed; Windows does that by itself. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function surroundings(identity: Identity, data: string) {
  const env = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C', TZ: 'UTC' }
  return { ...identity, cwd: path.parse(data).root, env }
}

export async function runToEnd(
  program: string,
  args: readonly string[],
  identity: Identity,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(program, args, {
    ...surroundings(identity, program),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said: said.trim() }
}
