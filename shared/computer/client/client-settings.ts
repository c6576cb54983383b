import { readSettingLine } from './setting-line.ts'
import type { AccountSettings } from '../../facts/machine.ts'
import { isGuid } from '../../text/is-guid.ts'

/** One `libraryScope` of the client's settings: whose library lies where (docs/facts/sync-client.md#settings-files). */
export type LibraryScope = AccountSettings & {
  /** Own OneDrive, or a library of a site. */
  readonly kind: 'own' | 'site' | 'other'
}

const place = { library: 4, type: 5, siteUrl: 6, tenantId: 7, folder: 12 } as const

/**
 * The `libraryScope` lines of `<cid>.ini`, and for each folder that is synced without its whole library the same of its own. Windows writes UTF-16LE without a mark, macOS UTF-8 (pitfall 11). A
 * line that is not understood is left out: the file is a cross-check and proves nothing by what it lacks.
 */
export function parseLibraryScopes(bytes: Uint8Array): LibraryScope[] {
  const lines = decodeClientText(bytes)
    .split(/\r\n|\r|\n/)
    .flatMap((line) => {
      const read = readSettingLine(line)
      return read === null ? [] : [{ key: read.key.toLowerCase(), value: read.value }]
    })
  const of = (key: string): string[][] =>
    lines.filter((line) => line.key === key).map(({ value }) => toTokens(value))
  const scopes = of('libraryscope').flatMap((tokens) => {
    const scope = toScope(tokens)
    return scope === null ? [] : [{ ids: [tokens[0], tokens[1]], scope }]
  })
  const folders = of('libraryfolder').flatMap((tokens): LibraryScope[] => {
    const folder = tokens[mountPlaces['libraryfolder']?.folder ?? 0] ?? ''
    const library = tokens[1]
    // Of two libraries under one number no one can tell which has the folder.
    const [known, ...others] = scopes.filter(({ ids }) => library !== undefined && ids.includes(library))
    return folder === '' || known === undefined || others.length > 0 ? [] : [{ ...known.scope, folder }]
  })
  return [...scopes.map(({ scope }) => scope), ...folders]
}

/** A folder as the settings name it, with the id that the client writes into the same folder (macOS). */
export type Mount = { readonly folder: string; readonly syncId: string }

/** Places of folder and sync id by the kind of line: a whole library, one folder of it, a personal OneDrive. */
const mountPlaces: Readonly<Record<string, { readonly folder: number; readonly syncId: number }>> = {
  libraryscope: { folder: 12, syncId: 14 },
  libraryfolder: { folder: 4, syncId: 7 },
  library: { folder: 5, syncId: 7 },
}

/** What the settings say of sync ids (VBA-FileTools); a line without one is left out. Ids are lower case. */
export function parseMounts(bytes: Uint8Array): Mount[] {
  return decodeClientText(bytes)
    .split(/\r\n|\r|\n/)
    .flatMap((line) => {
      const read = readSettingLine(line)
      const key = read?.key.toLowerCase() ?? ''
      const places = Object.hasOwn(mountPlaces, key) ? mountPlaces[key] : undefined
      if (read === null || places === undefined) return []
      const tokens = toTokens(read.value)
      const folder = tokens[places.folder] ?? ''
      const syncId = tokens[places.syncId] ?? ''
      return folder !== '' && isGuid(syncId) ? [{ folder, syncId: syncId.toLowerCase() }] : []
    })
}

function toScope(tokens: readonly string[]): LibraryScope | null {
  const tenantId = tokens[place.tenantId]
  const siteUrl = tokens[place.siteUrl]
  if (tenantId === undefined || siteUrl === undefined || !isGuid(tenantId)) return null
  const folder = tokens[place.folder]
  return {
    kind: kindOf(tokens),
    tenantId: tenantId.toLowerCase(),
    siteUrl,
    // Empty where only folders of the library are synced.
    folder: folder === undefined || folder === '' ? null : folder,
  }
}

function kindOf(tokens: readonly string[]): LibraryScope['kind'] {
  if (tokens[place.type] === '2' || tokens[place.library] === 'ODB') return 'own'
  return tokens[place.type] === '4' ? 'site' : 'other'
}

/** Blanks part, quotes group; a quote that is not closed goes to the end of the line. */
function toTokens(text: string): string[] {
  return [...text.matchAll(/"([^"]*)(?:"|$)|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

/**
 * Text that the client wrote: UTF-16LE or UTF-8, with a mark or without. Without one, zero bytes in every other
 * place tell UTF-16, because the names of its keys are plain letters.
 */
export function decodeClientText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  const isUtf16 = bytes.length >= 4 && bytes[0] !== 0 && bytes[1] === 0 && bytes[2] !== 0 && bytes[3] === 0
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}
