import { decodeUtf16 } from '../decode-utf16.ts'
import { createDecodePlain, type DecodePlain } from './code-page.ts'
import { longestTarget, toLeadsTo, type LinkReading } from './leads-to.ts'

/** No shortcut is larger: one with a long list of arguments has some kilobytes. */
export const shellLinkBytes = 1024 * 1024

const headerBytes = 0x4c
/** The class of a shell link, as the header has it. */
const classId = [1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]
const flag = { idList: 0x1, linkInfo: 0x2, unicode: 0x80, expanded: 0x200 } as const
/** Texts after the place: name, relative path, working folder, arguments, icon. */
const textFlags = [0x4, 0x8, 0x10, 0x20, 0x40] as const
const mostBlocks = 64
const environmentBlock = 0xa000_0001
/** Of the texts in that block, in bytes: the older one, and the one in UTF-16. */
const environmentTexts = { plain: [8, 260], wide: [268, 520] } as const

/**
 * Where a shortcut (`.lnk`, [MS-SHLLINK]) leads. Every length and offset in it is checked: the file is anybody's. Windows writes a path in
 * the computer's code page, and in UTF-16 only where that page cannot write it.
 */
export function parseShellLink(bytes: Uint8Array, decodePlain = ofAllPages): LinkReading {
  if (bytes.length > shellLinkBytes) return { kind: 'refused', reason: 'too-large' }
  const reader = new Reader(bytes, decodePlain)
  try {
    if (reader.u32(0) !== headerBytes || !classId.every((one, at) => bytes[4 + at] === one))
      return { kind: 'refused', reason: 'not-understood' }
    const flags = reader.u32(0x14)
    let at = headerBytes
    if ((flags & flag.idList) !== 0) at += 2 + reader.u16(at)
    let path: string | null = null
    if ((flags & flag.linkInfo) !== 0) {
      const size = reader.u32(at)
      path = readLinkInfo(reader.part(at, size))
      at += size
    }
    if (path === null) path = readEnvironmentPath(reader, skipTexts(reader, at, flags), flags)
    return path === null ? { kind: 'unknown' } : toLeadsTo(path)
  } catch (error) {
    if (error instanceof Cut) return { kind: 'refused', reason: 'cut' }
    throw error
  }
}

const ofAllPages = createDecodePlain(null)

/** The local path, or the share with what follows it. */
function readLinkInfo(info: Reader): string | null {
  const header = info.u32(4)
  const flags = info.u32(8)
  const isWide = header >= 0x24
  const suffix = info.textAt(info.u32(24), isWide ? info.u32(32) : 0)
  if ((flags & 1) !== 0) {
    const base = info.textAt(info.u32(16), isWide ? info.u32(28) : 0)
    return base === null || suffix === null ? null : join(base, suffix)
  }
  if ((flags & 2) === 0) return null
  const start = info.u32(20)
  const network = info.part(start, info.u32(start))
  const name = network.u32(8)
  const share = network.textAt(name, name > 0x14 ? network.u32(20) : 0)
  return share === null || suffix === null ? null : join(share, suffix)
}

function join(base: string, suffix: string): string {
  if (suffix === '') return base
  return base.endsWith('\\') || suffix.startsWith('\\') ? base + suffix : `${base}\\${suffix}`
}

function skipTexts(reader: Reader, from: number, flags: number): number {
  const unit = (flags & flag.unicode) === 0 ? 1 : 2
  let at = from
  for (const one of textFlags) if ((flags & one) !== 0) at += 2 + reader.u16(at) * unit
  return at
}

/** `%USERPROFILE%\…` is known by the computer alone; a path without a variable is a path. */
function readEnvironmentPath(reader: Reader, from: number, flags: number): string | null {
  if ((flags & flag.expanded) === 0) return null
  let at = from
  for (let block = 0; block < mostBlocks && reader.has(at, 4); block += 1) {
    const size = reader.u32(at)
    if (size < 8) return null
    const content = reader.part(at, size)
    if (content.u32(4) === environmentBlock) {
      const text = content.wideText(...environmentTexts.wide) ?? content.plainText(...environmentTexts.plain)
      return text === null || text.includes('%') ? null : text
    }
    at += size
  }
  return null
}

class Cut extends Error {}

/** Reads within its bytes; whatever leads out of them ends it. */
class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #decodePlain: DecodePlain
  constructor(bytes: Uint8Array, decodePlain: DecodePlain) {
    this.#bytes = bytes
    this.#decodePlain = decodePlain
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.#bytes.length
  }

  u16(at: number): number {
    if (!this.has(at, 2)) throw new Cut('cut')
    return this.#view.getUint16(at, true)
  }

  u32(at: number): number {
    if (!this.has(at, 4)) throw new Cut('cut')
    return this.#view.getUint32(at, true)
  }

  part(at: number, length: number): Reader {
    if (!this.has(at, length)) throw new Cut('cut')
    return new Reader(this.#bytes.subarray(at, at + length), this.#decodePlain)
  }

  /** The text in UTF-16 where there is one, otherwise that in a code page. */
  textAt(plain: number, wide: number): string | null {
    if (wide !== 0) return this.wideText(wide, this.#bytes.length - wide)
    return this.plainText(plain, this.#bytes.length - plain)
  }

  wideText(at: number, mostBytes: number): string | null {
    if (!this.has(at, mostBytes)) throw new Cut('cut')
    let end = at
    while (end + 1 < at + mostBytes && this.u16(end) !== 0) end += 2
    // A text has an end.
    if (end + 1 >= at + mostBytes) throw new Cut('cut')
    return decodeUtf16(this.#bytes.subarray(at, end))
  }

  plainText(at: number, mostBytes: number): string | null {
    if (!this.has(at, mostBytes)) throw new Cut('cut')
    const end = this.#bytes.indexOf(0, at)
    if (end === -1 || end >= at + mostBytes) throw new Cut('cut')
    // Longer than any path.
    return end - at > longestTarget ? null : this.#decodePlain(this.#bytes.subarray(at, end))
  }
}
