export type SettingLine = { readonly key: string; readonly value: string }

/** `key = value` of a file of the client; the first of the separators parts. Null for a line that is none. */
export function readSettingLine(line: string, separators: readonly string[] = ['=']): SettingLine | null {
  const places = separators.map((separator) => line.indexOf(separator)).filter((place) => place !== -1)
  if (places.length === 0) return null
  const place = Math.min(...places)
  const key = line.slice(0, place).trim()
  return key === '' ? null : { key, value: line.slice(place + 1).trim() }
}
