/** Where something leads. `unknown`: it was read, and nothing in it tells. */
export type LeadsTo =
  /** `mark`: `#…`, a place inside of the file. */
  | { readonly kind: 'path'; readonly path: string; readonly mark?: string }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'unknown' }

/** Why a file was not read. */
export type Refusal = 'too-large' | 'too-many' | 'cut' | 'not-understood'

export type LinkReading = LeadsTo | { readonly kind: 'refused'; readonly reason: Refusal }

/** Longer than any path or address that a program of Windows takes. */
export const longestTarget = 8_192

/** `ms-word:ofe|u|https://…` and `onenote:https://…`: an app, and what it opens. */
const inApp = /^(?:ms-[a-z]{2,20}:of[a-z]\|u\||onenote:(?=https?:))([^|]*)/i
/** `\\contoso.sharepoint.com@SSL\DavWWWRoot\sites\A`: a site as Windows writes it for a drive. */
const ofDrive = /^\\\\([a-z0-9.-]+)@ssl(?:@443)?\\davwwwroot\\(.*)$/i

/** A file as a link writes it, or an address: what is neither is unknown. */
export function toLeadsTo(text: string): LeadsTo {
  const given = text.trim()
  const target = inApp.exec(given)?.[1] ?? given
  if (target === '' || target.length > longestTarget || hasControls(target)) return { kind: 'unknown' }
  if (/^https?:\/\//i.test(target)) return { kind: 'address', url: target }
  const ofFile = /^file:\/\/(.*)$/i.exec(target)?.[1]
  const path = (ofFile === undefined ? target : toFilePath(ofFile)).replace(/^[a-z]:\/.*/i, (one) =>
    one.replaceAll('/', '\\'),
  )
  const [, host, place] = ofDrive.exec(path) ?? []
  if (host !== undefined && place !== undefined)
    return { kind: 'address', url: `https://${host}/${toAddressPath(place)}` }
  const markAt = ofFile?.indexOf('#') ?? -1
  return /^(?:[a-z]:\\|\\\\[^\\])/i.test(path)
    ? { kind: 'path', path, ...(markAt !== -1 && { mark: ofFile?.slice(markAt) ?? '' }) }
    : { kind: 'unknown' }
}

function toAddressPath(place: string): string {
  return place.replaceAll('\\', '/').replace(/[%#? ]/g, (one) => encodeURIComponent(one))
}

/** `/C:/Users/Amy%20Lee` and `/C:\Users\Amy Lee` are one; `server/share` is a share. */
function toFilePath(rest: string): string {
  const isLocal = /^[/\\]*[a-z]:/i.test(rest)
  const end = rest.search(/[?#]/)
  const plain = end === -1 ? rest : rest.slice(0, end)
  let path = plain.replace(/^[/\\]*/, isLocal ? '' : '\\\\')
  try {
    path = decodeURIComponent(path)
  } catch {
    // As it is written, then.
  }
  return path.replaceAll('/', '\\')
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) return true
  return false
}
