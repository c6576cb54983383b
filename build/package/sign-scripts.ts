import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findOsslsigncode, lowestOsslsigncode } from '../bootstrap/osslsigncode.mjs'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { readSigning, sign } from './sign.ts'

const folders = ['docs/intune', 'docs/app-registration']

/**
 * Writes signed copies of every PowerShell script that an admin is given into a folder of their own, and answers their names; none, and
 * no folder, where nothing is to be signed with. Throws where the osslsigncode here is too old: an unsigned script that lies among signed ones is taken for one.
 */
export async function signScripts(output: string): Promise<readonly string[]> {
  const { kind } = readSigning(process.env)
  await rm(output, { recursive: true, force: true })
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
  const here = findOsslsigncode()
  if (here?.isForScripts !== true)
    throw new Error(
      `osslsigncode ${lowestOsslsigncode} or later signs scripts; here is ${here?.version ?? 'none'}`,
    )
}
