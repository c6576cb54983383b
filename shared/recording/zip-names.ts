/*
 * What programs that pack a recording again make of its names: Debian's and macOS' zip write UTF-8 without saying so, Explorer and
 * Finder put all into one folder, PowerShell 5.1 writes backslashes, macOS adds a folder of its own.
 */

/**
 * The name of a zip's entry from its bytes: UTF-8 wherever the bytes are that, whether the zip says so or not; otherwise `decoded`,
 * as the reader of the zip understood them.
 */
export function toEntryName(bytes: Uint8Array, decoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decoded
  }
}

/** What systems and Landfall itself leave beside a recording that is packed again: passed over, wherever it lies. */
const besides = /^__MACOSX(?:\/|$)|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|^opened\.ndjson$/i

/**
 * The names of a zip's entries as names of parts of a recording, in their order; null for what is none of it. A folder around all of
 * it is taken away where a recording lies in it and none lies beside it.
 */
export function toPartNames(names: readonly string[]): (string | null)[] {
  const plain = names.map((name) => name.replaceAll('\\', '/'))
  const kept = plain.filter((name) => !besides.test(name))
  const around = /^([^/]+)\/machine\.json$/.exec(
    kept.find((name) => /^[^/]+\/machine\.json$/.test(name)) ?? '',
  )?.[1]
  // Two dots are no folder: such a name leads out, and is refused as one.
  const isAround =
    around !== undefined && around !== '..' && kept.every((name) => name.startsWith(`${around}/`))
  const start = isAround ? around.length + 1 : 0
  return plain.map((name) => {
    if (besides.test(name)) return null
    const inside = name.slice(start)
    return inside === '' || besides.test(inside) ? null : inside
  })
}
