/** What a list may become when every reference is followed; the client's own is far below. */
const most = { pieces: 200_000, characters: 2_000_000, depth: 64 }

const trailerLength = 32

/**
 * Walks through a binary property list and throws where it is damaged or would unfold too far. The library builds an
 * object anew for every reference to it: some hundred bytes of lists that name each other twice would fill the memory,
 * and a list that holds itself has no end.
 */
export function proveBinaryList(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const trailer = bytes.length - trailerLength
  if (trailer < 9) throw new Error('is cut off')
  const offsetLength = readNumber(view, trailer + 6, 1)
  const referenceLength = readNumber(view, trailer + 7, 1)
  const count = readNumber(view, trailer + 8, 8)
  const table = readNumber(view, trailer + 24, 8)
  if (count < 1 || table + count * offsetLength > trailer) throw new Error('is damaged')

  const waiting = [{ reference: readNumber(view, trailer + 16, 8), depth: 0 }]
  let pieces = 0
  let characters = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { reference, depth } = next
    if (reference >= count) throw new Error('is damaged')
    if (depth > most.depth) throw new Error('is nested too deep')
    const piece = readPiece(view, readNumber(view, table + reference * offsetLength, offsetLength))
    const references = piece.kind === 'collection' ? piece.references : 0
    pieces += 1
    characters += piece.kind === 'text' ? piece.length : 0
    if (pieces + waiting.length + references > most.pieces || characters > most.characters) {
      throw new Error('unfolds too far')
    }
    for (let place = 0; place < references; place += 1) {
      const at = piece.start + place * referenceLength
      waiting.push({ reference: readNumber(view, at, referenceLength), depth: depth + 1 })
    }
  }
}

type Piece =
  | { readonly kind: 'text'; readonly start: number; readonly length: number }
  | { readonly kind: 'collection'; readonly start: number; readonly references: number }
  | { readonly kind: 'single'; readonly start: number }

/** The half of the first byte that names the type, as far as it can become large. */
const types = { data: 0x4, ascii: 0x5, utf16: 0x6, array: 0xa, dictionary: 0xd }

function readPiece(view: DataView, offset: number): Piece {
  const marker = readNumber(view, offset, 1)
  const { start, size } = readSize(view, offset)
  switch (marker >> 4) {
    case types.data:
    case types.ascii:
    case types.utf16:
      // Also proves that it ends inside the file.
      return {
        kind: 'text',
        start,
        length: within(view, start, marker >> 4 === types.utf16 ? size * 2 : size),
      }
    case types.array:
      return { kind: 'collection', start, references: size }
    case types.dictionary:
      return { kind: 'collection', start, references: size * 2 }
    default:
      return { kind: 'single', start }
  }
}

/** Fifteen in the other half says that the size follows as a number of its own. */
function readSize(view: DataView, offset: number): { start: number; size: number } {
  const small = readNumber(view, offset, 1) & 0x0f
  if (small !== 0x0f) return { start: offset + 1, size: small }
  const type = readNumber(view, offset, 1) >> 4
  if (type === 0 || type === 8) return { start: offset + 1, size: 0 }
  const length = 1 << (readNumber(view, offset + 1, 1) & 0x0f)
  return { start: offset + 2 + length, size: readNumber(view, offset + 2, length) }
}

function within(view: DataView, start: number, length: number): number {
  if (!(start + length <= view.byteLength)) throw new Error('is damaged')
  return length
}

/** Big-endian, in the lengths that the library knows. */
function readNumber(view: DataView, offset: number, length: number): number {
  within(view, offset, length)
  switch (length) {
    case 1:
      return view.getUint8(offset)
    case 2:
      return view.getUint16(offset)
    case 4:
      return view.getUint32(offset)
    case 8:
      return view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4)
    default:
      throw new Error('is damaged')
  }
}
