import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { readSigning, sign } from './sign.ts'

/** The first osslsigncode that signs `.ps1`. */
export const lowestOsslsigncode = '2.8'

const folders = ['docs/intune', 'docs/app-registration']

/**
 * Writes signed copies of every PowerShell script that an admin is given into a folder, and answers their names; none where nothing is
 * to be signed with. Throws where the osslsigncode here is too old: an unsigned script that lies among signed ones is taken for one.
 */
export async function signScripts(output: string): Promise<readonly string[]> {
  const { kind } = readSigning(process.env)
  if (kind === 'none') return []
  if (kind !== 'azure') requireOsslsigncode()
  await mkdir(output, { recursive: true })
  const names: string[] = []
  for (const folder of folders) {
    const place = path.join(repositoryFolder, folder)
    for (const name of (await readdir(place)).filter((one) => one.endsWith('.ps1'))) {
      // As Windows' own signing writes them: a signature holds for the bytes, and its block has both.
      const text = (await readFile(path.join(place, name), 'utf8')).replaceAll(/\r?\n/g, '\r\n')
      await writeFile(path.join(output, name), text)
      sign(path.join(output, name))
      names.push(name)
    }
  }
  return names
}

function requireOsslsigncode(): void {
  const { stdout } = spawnSync('osslsigncode', ['--version'], { encoding: 'utf8' })
  const version = /osslsigncode (\d+)\.(\d+)/.exec(stdout ?? '')
  const [major = 0, minor = 0] = (version ?? []).slice(1).map(Number)
  const [lowestMajor = 0, lowestMinor = 0] = lowestOsslsigncode.split('.').map(Number)
  if (major < lowestMajor || (major === lowestMajor && minor < lowestMinor))
    throw new Error(
      `osslsigncode ${lowestOsslsigncode} or later signs scripts; here is ${version?.[0] ?? 'none'}`,
    )
}

/** Whether the osslsigncode here signs scripts. */
export function canSignScripts(): boolean {
  try {
    requireOsslsigncode()
    return true
  } catch {
    return false
  }
}
