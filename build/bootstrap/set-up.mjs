import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryFolder = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** Where the set-up of this clone notes what it did; goes with node_modules. */
export const stampFolder = path.join(repositoryFolder, 'node_modules/.cache/landfall')

/** What one user's clones share: things fetched by hash. */
export const cacheFolder = path.join(userCacheFolder(), 'landfall')

/** A part of the set-up that cannot go on; the message says what to do. */
export class SetUpStopped extends Error {}

/**
 * Everything the set-up says goes to stderr: the command line's JSON is on stdout.
 * @param {string} message
 */
export function say(message) {
  process.stderr.write(`set-up: ${message}\n`)
}

/**
 * Runs a program to its end; its output goes to stderr. Throws `SetUpStopped` with `trouble` when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ trouble: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 */
export function run(program, args, { trouble, cwd = repositoryFolder, env = process.env }) {
  const isScript = process.platform === 'win32' && /^(npm|npx)$/.test(program)
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: ['ignore', 2, 2], shell: isScript })
  if (status !== 0) throw new SetUpStopped(`${trouble}${error ? ` (${error.message})` : ''}`)
}

/** Throws `SetUpStopped` where this account cannot write what a build writes in the clone. */
export function assertWritable(clone = repositoryFolder) {
  for (const name of ['.', 'node_modules', 'dist', 'release']) {
    const place = path.join(clone, name)
    try {
      accessSync(place, constants.W_OK)
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error)
      if (code !== 'ENOENT')
        throw new SetUpStopped(
          `${place} cannot be written by this account (${code}). Start as the account that owns it, or clone the repository to a folder of your own.`,
        )
    }
  }
}

/**
 * Whether a version is a lowest one or later, by the first two numbers of each.
 * @param {string} version
 * @param {string} lowest
 */
export function isAtLeast(version, lowest) {
  const [[major = 0, minor = 0] = [], [lowestMajor = 0, lowestMinor = 0] = []] = [version, lowest].map(
    (text) => text.split(/[.\-+]/).map(Number),
  )
  return major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)
}

/** @param {string} file */
export function sha256Of(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/**
 * The content of a file, or null when it is not there.
 * @param {string} file
 * @returns {string | null}
 */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null
    throw error
  }
}

function userCacheFolder() {
  if (process.platform === 'win32')
    return process.env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData/Local')
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Caches')
  return process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache')
}
