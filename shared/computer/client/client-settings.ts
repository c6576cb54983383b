import { readSettingLine } from './setting-line.ts'
import type { AccountSettings } from '../../machine.ts'

/** One `libraryScope` of the client's settings: whose library lies where (onedrive-facts 4.1). */
export type LibraryScope = AccountSettings & {
  /** Own OneDrive, or a library of a site. */
  readonly kind: 'own' | 'site' | 'other'
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const place = { library: 4, type: 5, siteUrl: 6, tenantId: 7, folder: 12 } as const

/**
 * The `libraryScope` lines of `<cid>.ini`. Windows writes UTF-16LE without a mark, macOS UTF-8 (pitfall 11). A
 * line that is not understood is left out: the file is a cross-check and proves nothing by what it lacks.
 */
export function parseLibraryScopes(bytes: Uint8Array): LibraryScope[] {
  return decodeClientText(bytes)
    .split(/\r\n|\r|\n/)
    .flatMap((line) => {
      const read = readSettingLine(line)
      return read?.key.toLowerCase() === 'libraryscope' ? (toScope(toTokens(read.value)) ?? []) : []
    })
}

function toScope(tokens: readonly string[]): LibraryScope | null {
  const tenantId = tokens[place.tenantId]
  const siteUrl = tokens[place.siteUrl]
  if (tenantId === undefined || siteUrl === undefined || !guid.test(tenantId)) return null
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
