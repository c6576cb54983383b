/*
 * The WebAssembly behind quick-xor-hash.ts, put together here byte by byte, so that no other tool chain is needed. In C:
 *
 *   void fold(v128 *sum, const v128 *data, int blocks)
 *   { for (; blocks != 0; blocks -= 1, data += 10) for (int i = 0; i < 10; i += 1) sum[i] ^= data[i]; }
 */
const type = { i32: 0x7f, v128: 0x7b, none: 0x40, function: 0x60 } as const
const op = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  get: 0x20,
  set: 0x21,
  constant: 0x41,
  isZero: 0x45,
  add: 0x6a,
  subtract: 0x6b,
} as const
const vector = { load: [0xfd, 0x00], store: [0xfd, 0x0b], xor: [0xfd, 0x51] } as const

const lanes = 10
const laneBytes = 16
const local = { sum: 0, data: 1, blocks: 2, first: 3 } as const

/** Bytes that are folded into one: ten vectors, after which the bits of QuickXorHash stand in the same places again. */
export const blockBytes = lanes * laneBytes

/** Exports `memory` and `fold(sum, data, blocks)`; `sum` and `data` are places in the memory. */
export function assembleFold(memoryPages: number): Uint8Array<ArrayBuffer> {
  const each = <Item>(make: (lane: number) => Item[]): Item[] =>
    Array.from({ length: lanes }, (_, lane) => make(lane)).flat()
  // Alignment 2 to the power of 4 is a hint; the data may lie anywhere.
  const at = (lane: number): number[] => [4, ...toUnsigned(lane * laneBytes)]
  const body = [
    ...[1, ...toUnsigned(lanes), type.v128],
    ...each((lane) => [op.get, local.sum, ...vector.load, ...at(lane), op.set, local.first + lane]),
    ...[op.block, type.none, op.loop, type.none],
    ...[op.get, local.blocks, op.isZero, op.branchIf, 1],
    ...each((lane) => [
      ...[op.get, local.first + lane, op.get, local.data, ...vector.load, ...at(lane)],
      ...[...vector.xor, op.set, local.first + lane],
    ]),
    ...[op.get, local.data, op.constant, ...toSigned(blockBytes), op.add, op.set, local.data],
    ...[op.get, local.blocks, op.constant, 1, op.subtract, op.set, local.blocks],
    ...[op.branch, 0, op.end, op.end],
    ...each((lane) => [op.get, local.sum, op.get, local.first + lane, ...vector.store, ...at(lane)]),
    op.end,
  ]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, type.function, 3, type.i32, type.i32, type.i32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0x01, ...toUnsigned(memoryPages), ...toUnsigned(memoryPages)]),
    ...section(7, [2, ...toName('memory'), 2, 0, ...toName('fold'), 0, 0]),
    ...section(10, [1, ...toUnsigned(body.length), ...body]),
  ])
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...toUnsigned(content.length), ...content]
}

function toName(name: string): number[] {
  return [name.length, ...Buffer.from(name, 'latin1')]
}

/** LEB128, seven bits a byte. */
function toUnsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...toUnsigned(value >>> 7)]
}

/** The same for a constant, whose highest bit is its sign. */
function toSigned(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...toSigned(value >> 7)]
}
