/** What is believed of one list; the client's own is far below. */
const most = { tags: 100_000, depth: 64, tagLength: 300 }

const element = /^<(\/?)(plist|dict|array|key|string|integer|real|true|false|date|data)([^<>]*?)(\/?)>/
const declaration = /^<\?xml [^<>]*\?>/
const documentType = /^<!DOCTYPE plist(?: [^<>[\]]*)?>/
/** Entities that XML has itself. */
const strangeEntity = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/i

/**
 * Walks through an XML property list and throws where it has what no property list has, or ends that do not match. Such
 * a text would hold up the parser (a megabyte of `<` for ten seconds, a third of one full of namespaces for six), and
 * what is wrong with it, it would write to the console, personal or not. Gives back what begins with the root.
 */
export function toProvenXml(text: string): string {
  if (!text.startsWith('<') || strangeEntity.test(text)) throw new Error('is no property list')
  // Bytes that were no text.
  if (text.includes('\ufffd')) throw new Error('is damaged')
  const open: string[] = []
  let tags = 0
  let root = 0
  let isRootDone = false
  for (let place = text.indexOf('<'), end = 0; place !== -1; place = text.indexOf('<', end)) {
    const isOutside = open.length === 0
    if (isOutside && text.slice(end, place).trim() !== '') throw new Error('is damaged')
    tags += 1
    if (tags > most.tags) throw new Error('unfolds too far')
    const here = text.slice(place, place + most.tagLength)
    const prolog =
      (place === 0 ? declaration.exec(here) : null) ?? (tags <= 2 ? documentType.exec(here) : null)
    const [whole, closing, name = '', attributes = '', empty] = element.exec(here) ?? []
    if (prolog !== null) {
      end = place + prolog[0].length
    } else if (here.startsWith('<!--')) {
      end = toCommentEnd(text, place)
    } else if (whole === undefined || !isAttributes(name, attributes) || (isOutside && isRootDone)) {
      throw new Error('is no property list')
    } else {
      end = place + whole.length
      if (isOutside) root = place
      if (closing === '/') {
        if (open.pop() !== name || empty === '/') throw new Error('is damaged')
      } else if (empty !== '/') {
        open.push(name)
      }
      isRootDone = open.length === 0
      if (open.length > most.depth) throw new Error('is nested too deep')
    }
  }
  const isWhole = isRootDone && text.slice(text.lastIndexOf('>') + 1).trim() === ''
  if (!isWhole) throw new Error('is cut off')
  return text.slice(root)
}

/** Only the root has one, and only one. */
function isAttributes(name: string, text: string): boolean {
  return text.trim() === '' || (name === 'plist' && /^ version="[\d.]{1,9}"\s*$/.test(text))
}

function toCommentEnd(text: string, place: number): number {
  const end = text.indexOf('--', place + 4)
  if (end === -1 || text[end + 2] !== '>') throw new Error('is damaged')
  return end + 3
}
