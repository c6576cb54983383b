import { randomUUID } from 'node:crypto'
import { writeSharePointProperties } from '../office/sharepoint-properties.ts'
import { quickXorHashOf } from './quick-xor-hash.ts'

/** The files of one drive, by their path in it with `/` between names. */
export type DriveFiles = {
  /** Puts a file there, or another content in its place; `withoutHash`: Graph has not made one yet. */
  put(path: string, content: Uint8Array | string, options?: { readonly withoutHash?: boolean }): void
  /**
   * A OneNote notebook: the service tells of it as a `package`, neither folder nor file, without a hash. Its sections are listed all the same.
   * `type` is what the package says to be; null where it does not say.
   */
  putNotebook(path: string, sections?: readonly string[], type?: string | null): void
  /** What OneDrive sends: SharePoint writes its own properties into documents, at once or when `enrich` is called. Never twice the same. */
  upload(path: string, content: Buffer, isEnriched?: boolean): void
  enrich(path: string): void
  /** What a client brings down. */
  content(path: string): Buffer | null
  /** Somebody deletes it on the web. */
  remove(path: string): void
  paths(): string[]
  /** As Graph tells of it; null where there is none. Any letter case will do. */
  find(path: string): DriveItem | null
  /** Null where there is no such folder. */
  children(folder: string): DriveItem[] | null
}

export type DriveItem = {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly file?: { readonly mimeType: string; readonly hashes?: { readonly quickXorHash: string } }
  readonly folder?: { readonly childCount: number }
  readonly package?: { readonly type?: string }
  readonly webUrl?: string
}

export function createDriveFiles(): DriveFiles {
  const files = new Map<string, { readonly path: string; readonly item: DriveItem; readonly bytes: Buffer }>()
  const notebooks = new Map<string, { readonly path: string; readonly item: DriveItem }>()
  const toFolder = (name: string): DriveItem => ({ id: name, name, size: 0, folder: { childCount: 1 } })

  function children(folder: string): DriveItem[] | null {
    const prefix = folder === '' ? '' : `${toKey(folder)}/`
    const below = [...files, ...notebooks].filter(([key]) => key.startsWith(prefix))
    if (below.length === 0 && folder !== '' && !notebooks.has(toKey(folder))) return null
    const items = new Map<string, DriveItem>()
    for (const [key, { path, item }] of below) {
      const rest = key.slice(prefix.length)
      const isFile = !rest.includes('/')
      const name = path.slice(prefix.length).split('/')[0] ?? ''
      const notebook = notebooks.get(`${prefix}${toKey(name)}`)?.item
      items.set(toKey(name), notebook ?? (isFile ? item : toFolder(name)))
    }
    return [...items.values()]
  }

  function put(path: string, content: Uint8Array | string, { withoutHash = false } = {}): void {
    const bytes = Buffer.from(content as Uint8Array)
    const hashes = withoutHash ? {} : { hashes: { quickXorHash: quickXorHashOf(bytes) } }
    const item = {
      id: randomUUID(),
      name: path.split('/').at(-1) ?? path,
      size: bytes.length,
      file: { mimeType: 'application/octet-stream', ...hashes },
    }
    files.set(toKey(path), { path, item, bytes })
  }

  function content(path: string): Buffer | null {
    return files.get(toKey(path))?.bytes ?? null
  }

  function putNotebook(
    path: string,
    sections: readonly string[] = ['Quick Notes.one'],
    type: string | null = 'oneNote',
  ): void {
    const name = path.split('/').at(-1) ?? path
    const address = `Doc.aspx?sourcedoc=%7B${randomUUID()}%7D&action=edit`
    const webUrl = `https://fabrikam-my.sharepoint.com/personal/someone/_layouts/15/${address}`
    notebooks.set(toKey(path), {
      path,
      item: { id: randomUUID(), name, size: 4096, package: type === null ? {} : { type }, webUrl },
    })
    for (const section of sections) put(`${path}/${section}`, section)
  }

  return {
    put,
    putNotebook,
    upload: (path, sent, isEnriched = true) =>
      put(path, isEnriched ? writeSharePointProperties(path, sent) : sent),
    enrich: (path) => {
      const there = content(path)
      if (there !== null) put(path, writeSharePointProperties(path, there))
    },
    content,
    remove: (path) => void files.delete(toKey(path)),
    paths: () => [...files.values()].map(({ path }) => path),
    find: (path) => {
      const found = files.get(toKey(path))
      if (found !== undefined) return found.item
      const notebook = notebooks.get(toKey(path))
      if (notebook !== undefined) return notebook.item
      return children(path) === null ? null : toFolder(path.split('/').at(-1) ?? path)
    },
    children,
  }
}

function toKey(path: string): string {
  return path.toLowerCase()
}
