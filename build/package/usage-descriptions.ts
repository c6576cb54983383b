import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { languages, type Language } from '../../shared/words/languages.ts'

/** What macOS says in its own questions, by the key of `Info.plist` (Apple, Bundle Resources, "… Usage Description"). */
export type UsageDescriptions = Readonly<Record<string, string>>

const folderOf = (language: Language): string =>
  path.join(repositoryFolder, 'build/macos', `${language}.lproj`)

/** The reasons in one language, from its `InfoPlist.strings`. */
export function readUsageDescriptions(language: Language): UsageDescriptions {
  const text = readFileSync(path.join(folderOf(language), 'InfoPlist.strings'), 'utf8')
  const found = [...text.matchAll(/^"(\w+)" = "([^"\\]+)";$/gm)]
  return Object.fromEntries(found.map(([, key = '', reason = '']) => [key, reason]))
}

/** The folders that macOS reads them from, as electron-builder puts them into the program. */
export const usageDescriptionFolders = languages.map((language) => ({
  from: folderOf(language),
  to: `${language}.lproj`,
}))
