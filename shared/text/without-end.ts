/**
 * A text without certain characters at its end, `/` and `\` where none are named. In one pass: a pattern like `/\/+$/` takes a time
 * that grows with the square of a hostile text.
 */
export function withoutEnd(text: string, characters = '\\/'): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}
