/**
 * A code in the groups in which it is read aloud: threes where they come out even, otherwise halves. One that
 * brings its own hyphen is left as it is.
 */
export function toCodeGroups(code: string): string[] {
  if (code.includes('-')) return [code]
  const size = code.length % 3 === 0 ? 3 : Math.ceil(code.length / 2)
  return code.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
}
