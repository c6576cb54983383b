/** A bookmark to be imported: its new address, and the folders that the old one is in. */
export type NewBookmark = {
  readonly name: string
  readonly url: string
  readonly folders: readonly string[]
}

/**
 * Bookmarks as a file that every browser imports (Netscape's format). A browser's own file is never written: it keeps a check sum over it, and
 * writes it again while it runs.
 */
export function writeBookmarkFile(title: string, bookmarks: readonly NewBookmark[]): string {
  type Folder = { readonly folders: Map<string, Folder>; readonly own: NewBookmark[] }
  const create = (): Folder => ({ folders: new Map(), own: [] })
  const root = create()
  for (const bookmark of bookmarks) {
    let into = root
    for (const name of bookmark.folders) {
      const next = into.folders.get(name) ?? create()
      into.folders.set(name, next)
      into = next
    }
    into.own.push(bookmark)
  }
  const write = ({ folders, own }: Folder): string =>
    [
      '<DL><p>',
      ...own.map(({ name, url }) => `<DT><A HREF="${escape(url)}">${escape(name)}</A>`),
      ...[...folders].map(([name, folder]) => `<DT><H3>${escape(name)}</H3>\n${write(folder)}`),
      '</DL><p>',
    ].join('\n')
  return [
    '<!DOCTYPE NETSCAPE-Bookmark-file-1>',
    '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">',
    `<TITLE>${escape(title)}</TITLE>`,
    `<H1>${escape(title)}</H1>`,
    write({ folders: new Map([[title, root]]), own: [] }),
    '',
  ].join('\n')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (one) => entities[one] ?? one)
}
