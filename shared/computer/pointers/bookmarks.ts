import { z } from 'zod'
import { decodeText } from '../../text/decode-text.ts'
import { parseJson } from '../../text/parse-json.ts'
import { longestTarget, type Refusal } from './leads-to.ts'

/** What is larger or has more is not read: no person has so many bookmarks. */
export const bookmarkLimits = { bytes: 16 * 1024 * 1024, entries: 100_000, depth: 64, name: 1_024 } as const

/** A bookmark, with the names of the folders that it is in, the outermost first. */
export type Bookmark = {
  readonly name: string
  readonly url: string
  readonly folders: readonly string[]
}

export type BookmarksReading =
  | { readonly kind: 'read'; readonly bookmarks: readonly Bookmark[] }
  | { readonly kind: 'refused'; readonly reason: Refusal }

const fileSchema = z.object({ roots: z.record(z.string(), z.unknown()) })
const folderSchema = z.object({ type: z.literal('folder'), name: z.string(), children: z.array(z.unknown()) })
const bookmarkSchema = z.object({ type: z.literal('url'), name: z.string(), url: z.string() })

/**
 * The bookmarks of Edge or Chrome, from a profile's own file `Bookmarks`. Its check sum is for the browser alone: nothing is ever
 * written there. An entry of another kind is passed over.
 */
export function parseBookmarks(bytes: Uint8Array): BookmarksReading {
  if (bytes.length > bookmarkLimits.bytes) return refuse('too-large')
  const text = decodeText(bytes)
  const json = text === null ? undefined : parseJson(text)
  // The browser may be writing it.
  if (json === undefined) return refuse('cut')
  const file = fileSchema.safeParse(json)
  if (!file.success) return refuse('not-understood')
  const bookmarks: Bookmark[] = []
  const left: { readonly node: unknown; readonly folders: readonly string[] }[] = Object.values(
    file.data.roots,
  )
    .map((node) => ({ node, folders: [] }))
    .toReversed()
  let entries = 0
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    entries += 1
    if (entries > bookmarkLimits.entries || next.folders.length > bookmarkLimits.depth)
      return refuse('too-many')
    const bookmark = bookmarkSchema.safeParse(next.node)
    if (bookmark.success) {
      const { name, url } = bookmark.data
      if (url.length <= longestTarget)
        bookmarks.push({ name: name.slice(0, bookmarkLimits.name), url, folders: next.folders })
      continue
    }
    const folder = folderSchema.safeParse(next.node)
    if (!folder.success) continue
    const { name, children } = folder.data
    if (children.length > bookmarkLimits.entries) return refuse('too-many')
    const folders = [...next.folders, name.slice(0, bookmarkLimits.name)]
    for (const node of children.toReversed()) left.push({ node, folders })
  }
  return { kind: 'read', bookmarks }
}

function refuse(reason: Refusal): BookmarksReading {
  return { kind: 'refused', reason }
}
