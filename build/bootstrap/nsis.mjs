import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { takeFromSuite } from './debian-suite.mjs'
import { isAtLeast } from './set-up.mjs'

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
  name: 'nsis',
  suite: 'sid',
  version: '3.12-1',
  packages: {
    nsis: '7df43fb0dee49146089c4c9cde11621305fe6c978e1654c061c19b7451ffa340',
    'nsis-common': '03e1944ea80c1f8f833baafffde085c0c68ccd0dca7ada3a0274fa3d239b9274',
  },
  libraries: ['libc6', 'libstdc++6', 'libgcc-s1', 'zlib1g'],
}
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
  return isAtLeast(version.replace(/^v/, ''), lowestNsis)
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
  const folder = takeFromSuite(pinned, 'an installer made here is not for release')
  if (folder === null) return null
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
