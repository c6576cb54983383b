import { DocumentRefused } from './document-limits.ts'

/** An element with its attributes, as written; what it holds is not told. */
export type FlatElement = { readonly name: string; readonly attributes: ReadonlyMap<string, string> }

/** Where the value of an attribute is in the text, without its quotes; called before the element itself comes. */
export type OnValue = (name: string, from: number, to: number) => void

/** Characters by number: texts of one character, and looks for a pattern, leave much behind for the collector. */
const spaces: ReadonlySet<number> = new Set([...' \t\n\r'].map((one) => one.charCodeAt(0)))
const afterName: ReadonlySet<number> = new Set([...spaces, ...[...'=/<>"\''].map((one) => one.charCodeAt(0))])

/**
 * The elements of a small XML file in their order, for files that keep all they say in attributes: relationships and content types.
 * Refuses what no such file has: a document type, an entity of its own, a tag that does not end.
 */
export function* parseFlatXml(text: string, onValue?: OnValue): Generator<FlatElement> {
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    if (text.startsWith('<!--', at)) at = endOf(text, '-->', at)
    else if (text.startsWith('<?', at)) at = endOf(text, '?>', at)
    else if (text.startsWith('<!', at)) throw new DocumentRefused('a declaration')
    else if (text[at + 1] === '/') at = endOf(text, '>', at)
    else {
      const [element, end] = parseTag(text, at, onValue)
      yield element
      at = end
    }
  }
}

/** The name of the outermost element with the namespace it is in: `{urn:forms}form`. Null where the text does not begin with one. */
export function rootNameOf(beginOfText: string): string | null {
  try {
    const [root] = parseFlatXml(beginOfText)
    if (root === undefined) return null
    const [prefix, local] = root.name.includes(':') ? root.name.split(':', 2) : ['', root.name]
    const space = root.attributes.get(prefix === '' ? 'xmlns' : `xmlns:${prefix}`) ?? ''
    return `{${space}}${local}`
  } catch (error) {
    if (error instanceof DocumentRefused) return null
    throw error
  }
}

function parseTag(text: string, from: number, onValue?: OnValue): [FlatElement, end: number] {
  const attributes = new Map<string, string>()
  let at = from + 1
  const name = takeName()
  for (;;) {
    skipSpace()
    if (text.startsWith('/>', at)) return [{ name, attributes }, at + 2]
    if (text[at] === '>') return [{ name, attributes }, at + 1]
    const key = takeName()
    skipSpace()
    if (text[at] !== '=') throw new DocumentRefused('an attribute without a value')
    at += 1
    skipSpace()
    const quote = text[at]
    if (quote !== '"' && quote !== "'") throw new DocumentRefused('a value without quotes')
    const end = text.indexOf(quote, at + 1)
    if (end === -1 || attributes.has(key)) throw new DocumentRefused('a tag that does not end')
    attributes.set(key, unescape(text.slice(at + 1, end)))
    onValue?.(key, at + 1, end)
    at = end + 1
  }

  function skipSpace(): void {
    while (spaces.has(text.charCodeAt(at))) at += 1
  }

  function takeName(): string {
    const begin = at
    while (at < text.length && !afterName.has(text.charCodeAt(at))) at += 1
    if (at === begin) throw new DocumentRefused('a tag without a name')
    return text.slice(begin, at)
  }
}

function endOf(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  if (at === -1) throw new DocumentRefused('cut')
  return at + end.length
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&([^;&]*);?/g, (_, name: string) => {
    const number = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name)
    const code =
      number === null ? Number.NaN : Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10)
    const known = Object.hasOwn(entities, name) ? entities[name] : undefined
    if (known !== undefined) return known
    if (!(code <= 0x10ffff)) throw new DocumentRefused('an entity of its own')
    return String.fromCodePoint(code)
  })
}
