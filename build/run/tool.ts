import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import type { Program } from './start-program.ts'

/** The package that brings each tool. */
const packages = {
  'electron-vite': 'electron-vite',
  oxlint: 'oxlint',
  playwright: '@playwright/test',
  prettier: 'prettier',
  vite: 'vite',
  vitest: 'vitest',
} as const

/**
 * A tool of the packages with its words, run by this Node: what npm puts into `.bin` for it is a script on Windows, and Node starts none
 * without a shell. Throws where the package is not installed.
 */
export function tool(name: keyof typeof packages, ...args: readonly string[]): Program {
  const folder = path.join(repositoryFolder, 'node_modules', packages[name])
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly bin: string | Readonly<Record<string, string>>
  }
  const file = typeof bin === 'string' ? bin : bin[name]
  if (file === undefined) throw new Error(`${packages[name]} brings no ${name}`)
  return { program: process.execPath, args: [path.join(folder, file), ...args] }
}
