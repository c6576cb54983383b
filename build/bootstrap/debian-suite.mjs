import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { renameInto } from './npm-packages.mjs'
import { cacheFolder, say, sha256Of } from './set-up.mjs'

/*
 * Newer packages of Debian than this system has, taken apart from it: fetched by version and hash from another suite, unpacked into the
 * cache, never installed.
 */

/**
 * `packages` have their SHA-256; `libraries` beside them are proven by Debian's own signature alone, because they change every week.
 * @typedef {{ name: string, suite: string, version: string, packages: Readonly<Record<string, string>>, libraries: readonly string[] }} Pinned
 */

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * The folder with the pinned packages, fetched once. Null where they cannot be had; `otherwise` says what that means.
 * @param {Pinned} pinned
 * @param {string} otherwise
 * @returns {string | null}
 */
export function takeFromSuite(pinned, otherwise) {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(keyring)) return null
  const folder = path.join(cacheFolder, `${pinned.name}-${pinned.version}`)
  if (existsSync(folder)) return folder
  const trouble = fetchInto(folder, pinned)
  if (trouble === null) return folder
  say(`${pinned.name} ${pinned.version} cannot be had (${trouble}): ${otherwise}`)
  return null
}

/**
 * Fetches the packages from this computer's own mirror of Debian, with lists of their own: the system's stay as they are.
 * Answers what went wrong, or null.
 * @param {string} folder
 * @param {Pinned} pinned
 * @returns {string | null}
 */
function fetchInto(folder, pinned) {
  const mirror = findMirror()
  if (mirror === null) return 'this system has no mirror of Debian'
  say(`fetching ${pinned.name} ${pinned.version} from Debian ${pinned.suite}, apart from the system`)
  const temporary = `${folder}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  const place = (/** @type {string} */ name) => path.join(temporary, name)
  for (const name of ['apt/sources', 'apt/lists/partial', 'apt/cache/archives/partial', 'apt/debs', 'root'])
    mkdirSync(place(name), { recursive: true })
  const source = {
    Types: 'deb',
    URIs: mirror,
    Suites: pinned.suite,
    Components: 'main',
    'Signed-By': keyring,
  }
  const lines = Object.entries(source).map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(place('apt/sources/pinned.sources'), lines.join(''))
  const settings = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': place('apt/sources'),
    'Dir::Etc::PreferencesParts': place('apt/sources'),
    'Dir::State::Lists': place('apt/lists'),
    'Dir::Cache': place('apt/cache'),
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  try {
    if (!call('apt-get', ['-qq', ...options, 'update'], temporary)) return 'apt-get update failed'
    const names = [
      ...Object.keys(pinned.packages).map((name) => `${name}=${pinned.version}`),
      ...pinned.libraries,
    ]
    if (!call('apt-get', ['-qq', ...options, 'download', ...names], place('apt/debs')))
      return 'no longer in the suite'
    for (const file of readdirSync(place('apt/debs'))) {
      const expected = pinned.packages[file.split('_')[0] ?? '']
      if (expected !== undefined && sha256Of(place(`apt/debs/${file}`)) !== expected)
        return `${file} is not what it was when its hash was written down`
      if (!call('dpkg-deb', ['-x', place(`apt/debs/${file}`), place('root')], temporary))
        return `${file} is damaged`
    }
    // Packages of before the merge of /lib and /usr/lib.
    if (!existsSync(place('root/lib'))) symlinkSync('usr/lib', place('root/lib'))
    renameInto(place('root'), folder)
    return null
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Where this system takes Debian's packages from. */
function findMirror() {
  const format = '$(ORIGIN)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)'
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    encoding: 'utf8',
  })
  const rows = (stdout ?? '').split('\n').map((line) => line.split('|'))
  const row = rows.find(
    ([origin, component, codename = '-']) =>
      origin === 'Debian' && component === 'main' && !codename.includes('-'),
  )
  return row?.[3] ?? null
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function call(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2], timeout: 300_000 }).status === 0
}
