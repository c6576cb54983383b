import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run, say, SetUpStopped } from './set-up.mjs'

const window = [
  'xvfb',
  'x11-utils',
  'chromium',
  'libgtk-3-0',
  'libnss3',
  'libnss3-tools',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libatk-bridge2.0-0',
  'libcups2',
  'libsecret-1-0',
  'dbus',
  'gnome-keyring',
  'fonts-dejavu-core',
  'fonts-noto-core',
  // Noto's Japanese letters are in a package of 60 MB; these are in one of 2 MB.
  'fonts-vlgothic',
]
// A company's network: a Kerberos realm with its key server, what checks a ticket, and what asks for a page.
const network = ['curl', 'krb5-kdc', 'krb5-admin-server', 'krb5-user', 'python3-gssapi']
const windows = ['wine', 'wine64', 'nsis', 'msitools', 'wixl', 'p7zip-full']
// What makes and signs packages for Windows, and proves scripts for a shell.
const packages = ['nsis', 'msitools', 'wixl', 'osslsigncode', 'openssl', 'shellcheck']
// For a bench only: the C that our listing of folders is measured against.
const compiler = ['gcc-mingw-w64-x86-64-win32']

/** Makes tests faster. Not every Debian and Ubuntu has it, and the whole browser takes its place. */
const fasterWindow = ['chromium-headless-shell']

/** What each need is in Debian's packages. */
export const debianPackages = { window, windows, network, packages, compiler }

/**
 * Sees to it that Linux has what Electron, the browser and Wine need. Installs as root; otherwise says what to type.
 * @param {readonly (keyof typeof debianPackages)[]} needs
 */
export function installDebianPackages(needs) {
  if (process.platform !== 'linux') return
  const wanted = needs.flatMap((need) => debianPackages[need])
  if (wanted.length === 0) return
  if (!existsSync('/usr/bin/dpkg-query')) {
    say(`this Linux has no apt; please see to it that these are installed: ${wanted.join(' ')}`)
    return
  }
  const missing = missingAmong(wanted)
  const faster = needs.includes('window') ? missingAmong(fasterWindow) : []
  const isRoot = process.getuid?.() === 0
  if (missing.length === 0 && (faster.length === 0 || !isRoot)) return
  if (!isRoot) {
    const command = `sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`
    throw new SetUpStopped(`some packages are missing. Please run:\n\n  ${command}\n`)
  }
  if (missing.length > 0) runApt(['update'], 'apt-get update failed: see above')
  const all = [...missing, ...faster.filter(isKnownToApt)]
  if (all.length === 0) return
  say(`installing ${all.join(' ')} (apt)`)
  const command = ['install', '-y', '--no-install-recommends', ...all]
  runApt(command, `this failed: apt-get ${command.join(' ')}`)
}

/**
 * @param {readonly string[]} args
 * @param {string} trouble
 */
function runApt(args, trouble) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], { env, trouble })
}

/** @param {string} name */
function isKnownToApt(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' })
  return /^ +Candidate: (?!\(none\))/m.test(stdout ?? '')
}

/**
 * @param {readonly string[]} wanted
 * @returns {string[]}
 */
function missingAmong(wanted) {
  // Newer releases renamed some libraries (libgtk-3-0t64) and provide the old name.
  const format = '${db:Status-Abbrev} ${Package} ${Provides}\n'
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format], { encoding: 'utf8', maxBuffer: 64 << 20 })
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .flatMap((line) => line.slice(3).split(/[\s,]+/)),
  )
  return wanted.filter((name) => !installed.has(name))
}
