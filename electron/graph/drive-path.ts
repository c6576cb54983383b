/**
 * A path in the drive as Graph's address of it: `Plans/50 % & more.docx` becomes `/me/drive/root:/Plans/50%20%25…`. Each
 * name is encoded for itself, down to the unreserved characters of RFC 3986: of the others the apostrophe means something to
 * OData too. No names are the root.
 */
export function toDriveAddress(names: readonly string[], rest = ''): string {
  if (names.length === 0) return `/me/drive/root${rest}`
  const path = names.map(encodeName).join('/')
  return `/me/drive/root:/${path}${rest === '' ? '' : `:${rest}`}`
}

function encodeName(name: string): string {
  // Half a surrogate pair is no character; Windows lets it into a name all the same.
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\u{fffd}')).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
