/**
 * The section of a changelog that is about a version, without its heading (docs/contributing.md#a-release). Null where there is none, or
 * where nothing is in it.
 */
export function readNotes(changelog: string, version: string): string | null {
  const lines = changelog.split('\n')
  const begin = lines.findIndex((line) => line.startsWith(`## ${version} - `))
  if (begin === -1) return null
  const rest = lines.slice(begin + 1)
  const end = rest.findIndex((line) => line.startsWith('## '))
  const notes = rest.slice(0, end === -1 ? undefined : end).join('\n')
  return notes.trim() === '' ? null : `${notes.trim()}\n`
}
