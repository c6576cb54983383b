import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { renameInto } from './npm-packages.mjs'
import { cacheFolder, say, sha256Of } from './set-up.mjs'

/*
 * The program that makes the installer. Installers made by NSIS before 3.12 let a standard user become SYSTEM while they run
 * as SYSTEM (CVE-2025-43715, CVE-2026-42171). So its version is looked at, never assumed.
 */

/**
 * `command` starts makensis with the environment `env`; `purl` names it in the bill of materials.
 * @typedef {{ command: readonly string[], env: Record<string, string>, version: string, purl: string, hash: string | null, isForRelease: boolean }} Nsis
 */

/** The lowest version whose installers may be given to anybody. */
export const lowestNsis = '3.12'

// Of Debian's suite `sid`. Libraries beside it are proven by Debian's own signature alone, because they change every week.
const pinned = {
  suite: 'sid',
  version: '3.12-1',
  packages: {
    nsis: '7df43fb0dee49146089c4c9cde11621305fe6c978e1654c061c19b7451ffa340',
    'nsis-common': '03e1944ea80c1f8f833baafffde085c0c68ccd0dca7ada3a0274fa3d239b9274',
  },
  libraries: ['libc6', 'libstdc++6', 'libgcc-s1', 'zlib1g'],
}
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
const loader = 'usr/lib64/ld-linux-x86-64.so.2'

/** @type {Nsis | null | undefined} */
let known

/**
 * The NSIS of this computer, or Debian's newer one taken apart from the system. Where neither is new enough, an older one that
 * makes installers for trying only; null where there is none.
 * @returns {Nsis | null}
 */
export function findNsis() {
  if (known !== undefined) return known
  const own = describe(['makensis'], {}, (version) => `pkg:generic/nsis@${version}`, null)
  known = own?.isForRelease ? own : (takeFromDebian() ?? own)
  return known
}

/**
 * Whether installers of this NSIS (`v3.12-1`) may be given to anybody.
 * @param {string} version
 */
export function isNsisForRelease(version) {
  const [major = 0, minor = 0] = version
    .replace(/^v/, '')
    .split(/[.\-+]/)
    .map(Number)
  const [lowestMajor = 0, lowestMinor = 0] = lowestNsis.split('.').map(Number)
  return major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)
}

/**
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @param {(version: string) => string} toPurl
 * @param {string | null} hash
 * @returns {Nsis | null}
 */
function describe(command, env, toPurl, hash) {
  const [program = '', ...args] = command
  const { status, stdout } = spawnSync(program, [...args, '-VERSION'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  const version = /^v(\d+\.[\w.+-]+)/.exec(stdout ?? '')?.[1]
  if (status !== 0 || version === undefined) return null
  return { command, env, version, purl: toPurl(version), hash, isForRelease: isNsisForRelease(version) }
}

/** @returns {Nsis | null} */
function takeFromDebian() {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(keyring)) return null
  const folder = path.join(cacheFolder, `nsis-${pinned.version}`)
  if (!existsSync(folder)) {
    const trouble = fetchInto(folder)
    if (trouble !== null) {
      say(`NSIS ${pinned.version} cannot be had (${trouble}): an installer made here is not for release`)
      return null
    }
  }
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((one) => path.join(folder, one))
  const command = [
    path.join(folder, loader),
    '--library-path',
    libraries.join(':'),
    path.join(folder, 'usr/bin/makensis'),
  ]
  const env = { NSISDIR: path.join(folder, 'usr/share/nsis') }
  const toPurl = () => `pkg:deb/debian/nsis@${pinned.version}?arch=amd64`
  return describe(command, env, toPurl, pinned.packages.nsis)
}

/**
 * Fetches the packages from this computer's own mirror of Debian, with lists of their own: the system's stay as they are.
 * Answers what went wrong, or null.
 * @param {string} folder
 * @returns {string | null}
 */
function fetchInto(folder) {
  const mirror = findMirror()
  if (mirror === null) return 'this system has no mirror of Debian'
  say(`fetching NSIS ${pinned.version} from Debian ${pinned.suite}, apart from the system`)
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
  writeFileSync(place('apt/sources/sid.sources'), lines.join(''))
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
      const expected = pinned.packages[/** @type {'nsis'} */ (file.split('_')[0])]
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
