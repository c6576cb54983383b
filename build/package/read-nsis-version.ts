import { readFileSync } from 'node:fs'

/**
 * The version of NSIS that an installer says of itself, as Windows shows it (its manifest's description). Throws where it says
 * none: its maker is then unknown.
 */
export function readNsisVersion(file: string): string {
  const version = /Nullsoft Install System v(\d+\.[\w.+-]+)/.exec(readFileSync(file, 'latin1'))?.[1]
  if (version === undefined) throw new Error(`${file} does not say which NSIS made it`)
  return version
}
