import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryFolder, say } from './set-up.mjs'

/*
 * PowerShell as a tool of the project: the version that `.config/dotnet-tools.json` pins, by .NET's own tool command. Where there is no
 * `dotnet`, or NuGet cannot be reached, the tests of the scripts are skipped by name.
 */

/** @type {readonly string[] | null | undefined} */
let known

/**
 * The command that starts PowerShell, for a current folder within the repository; null where it cannot be had.
 * @returns {readonly string[] | null}
 */
export function findPowerShell() {
  if (known === undefined) known = restore()
  return known
}

/** The pinned version. */
export function readPowerShellVersion() {
  const text = readFileSync(path.join(repositoryFolder, '.config/dotnet-tools.json'), 'utf8')
  return /** @type {string} */ (JSON.parse(text).tools.powershell.version)
}

export const powerShellEnvironment = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  POWERSHELL_TELEMETRY_OPTOUT: '1',
  POWERSHELL_UPDATECHECK: 'Off',
}

/** @returns {readonly string[] | null} */
function restore() {
  const options = {
    cwd: repositoryFolder,
    encoding: /** @type {const} */ ('utf8'),
    env: { ...process.env, ...powerShellEnvironment },
  }
  if (spawnSync('dotnet', ['--version'], options).status !== 0) return null
  // A restored tool is found in a second.
  const { status, stdout, stderr } = spawnSync('dotnet', ['tool', 'restore'], {
    ...options,
    timeout: 300_000,
  })
  if (status === 0) return ['dotnet', 'tool', 'run', 'pwsh', '--', '-NoLogo', '-NoProfile', '-NonInteractive']
  say(
    `PowerShell ${readPowerShellVersion()} cannot be had here: ${(stderr || stdout || '').trim().split('\n')[0]}`,
  )
  return null
}
