import { assembleFold, blockBytes } from './quick-xor-program.ts'

/** A hash being made of what is put into `buffer`: hashed where it lies, nothing is copied for it. */
export type QuickXorHash = {
  /** Read into this, or a part of it from its begin. */
  readonly buffer: Buffer
  /** Takes the first `length` bytes of `buffer` (from `from` on). */
  take(length: number, from?: number): void
  /** Base64, as Graph writes it; and begins anew. */
  finish(): string
}

const hashBytes = 20
const bits = hashBytes * 8
/** Each byte begins eleven bits further round the hash than the one before it. */
const step = 11

const pageBytes = 65_536
/** The sum lies first; data begins where a vector may. */
const dataAt = 256

type Fold = {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly fold: (sum: number, data: number, blocks: number) => void
}

/** What of WebAssembly is used; its types are the browser's, which main does not see. */
type Assembly = {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

function startFold(bufferBytes: number): Fold {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly
  const pages = Math.ceil((dataAt + bufferBytes) / pageBytes)
  return new Instance(new Module(assembleFold(pages))).exports as Fold
}

/**
 * QuickXorHash (Microsoft's own for OneDrive for Business): every byte is shifted by its place times eleven, round 160 bits, and
 * all are combined by XOR, the length too. After 160 bytes the places are the same again, so whole blocks are folded
 * first, by vectors, and shifted once at the end.
 */
export function createQuickXorHash(bufferBytes: number): QuickXorHash {
  const { memory, fold } = startFold(bufferBytes)
  const sum = new Uint8Array(memory.buffer, 0, blockBytes)
  const buffer = Buffer.from(memory.buffer, dataAt, bufferBytes)
  let total = 0

  function takeBytes(from: number, to: number): void {
    let place = total % blockBytes
    for (let at = from; at < to; at += 1) {
      sum[place] = (sum[place] ?? 0) ^ (buffer[at] ?? 0)
      place = place + 1 === blockBytes ? 0 : place + 1
    }
    total += to - from
  }

  return {
    buffer,
    take: (length, from = 0) => {
      const end = from + length
      const aligned = Math.min(end, from + ((blockBytes - (total % blockBytes)) % blockBytes))
      takeBytes(from, aligned)
      const blocks = Math.floor((end - aligned) / blockBytes)
      fold(0, dataAt + aligned, blocks)
      total += blocks * blockBytes
      takeBytes(aligned + blocks * blockBytes, end)
    },
    finish: () => {
      const hash = shift(sum)
      addLength(hash, total)
      sum.fill(0)
      total = 0
      return hash.toString('base64')
    },
  }
}

/** The hash of bytes that are in memory already. */
export function quickXorHashOf(bytes: Uint8Array): string {
  const hash = createQuickXorHash(Math.max(1, bytes.length))
  hash.buffer.set(bytes)
  hash.take(bytes.length)
  return hash.finish()
}

function shift(sum: Uint8Array): Buffer {
  const hash = Buffer.alloc(hashBytes)
  for (const [place, value] of sum.entries()) {
    const bit = (place * step) % bits
    const first = bit >> 3
    const next = (first + 1) % hashBytes
    hash[first] = (hash[first] ?? 0) ^ ((value << (bit & 7)) & 0xff)
    hash[next] = (hash[next] ?? 0) ^ (value >> (8 - (bit & 7)))
  }
  return hash
}

/** The last eight bytes take in the length, lowest byte first. */
function addLength(hash: Buffer, length: number): void {
  const at = hashBytes - 8
  hash.writeBigUInt64LE(hash.readBigUInt64LE(at) ^ BigInt(length), at)
}
