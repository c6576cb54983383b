import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../../..')

/** What is made, fetched or kept by tools: no part of the source. */
const made = new Set(['node_modules', 'dist', 'release', '.git', '.cache', '.electron-cache', 'test-results'])

/** Paths of all files of the source, with `/`, below the root. */
export async function listTree(folder = ''): Promise<readonly string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true })
  const below = await Promise.all(
    entries
      .filter(({ name }) => !made.has(name))
      .map(async (entry) => {
        const name = path.posix.join(folder, entry.name)
        return entry.isDirectory() ? listTree(name) : [name]
      }),
  )
  return below.flat()
}

export const readText = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8')

/** The part of a link after `#`, as GitHub makes it of a heading. */
export const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

/** The anchors of a page's headings. */
export const anchorsOf = (page: string): readonly string[] =>
  page.split('\n').flatMap((line) => {
    const heading = /^#{1,6} (\S.*)$/.exec(line)?.[1]
    return heading === undefined ? [] : [toAnchor(heading)]
  })
