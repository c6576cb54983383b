import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { takeFromSuite } from './debian-suite.mjs'
import { isAtLeast } from './set-up.mjs'

/* The program that signs for Windows where Windows is not. */

/** The first version that signs `.ps1`. */
export const lowestOsslsigncode = '2.8'

// Debian 12 has 2.5. Its backports need nothing that 2.5 does not need; a later Debian has a version of its own that is new enough.
const pinned = {
  name: 'osslsigncode',
  suite: 'bookworm-backports',
  version: '2.9-1~bpo12+1',
  packages: { osslsigncode: 'd867e4f38487eda98ce4400f1e0b96eb947bb170f88481931f6d50b733e9a4df' },
  libraries: [],
}

/**
 * @typedef {{ command: string, version: string, isForScripts: boolean }} Osslsigncode
 * @type {Osslsigncode | null | undefined}
 */
let known

/**
 * The osslsigncode of this computer, or Debian's newer one taken apart from the system. Where neither signs scripts, the one that is
 * here; null where there is none.
 * @returns {Osslsigncode | null}
 */
export function findOsslsigncode() {
  if (known !== undefined) return known
  const own = describe('osslsigncode')
  known = own?.isForScripts ? own : (takeFromDebian() ?? own)
  return known
}

/**
 * What a program of this name says of itself; null where it is none.
 * @param {string} command
 * @returns {Osslsigncode | null}
 */
function describe(command) {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  const version = /osslsigncode (\d+\.\d+)/.exec(stdout ?? '')?.[1]
  return version === undefined ? null : { command, version, isForScripts: signsScripts(version) }
}

/** @param {string} version */
export function signsScripts(version) {
  return isAtLeast(version, lowestOsslsigncode)
}

/** @returns {Osslsigncode | null} */
function takeFromDebian() {
  const folder = takeFromSuite(pinned, 'scripts cannot be signed here')
  return folder === null ? null : describe(path.join(folder, 'usr/bin/osslsigncode'))
}
