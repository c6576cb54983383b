/** What a shortcut says of where it leads. Fields that are left out are not in the file. */
export type ShellLinkContent = {
  readonly path?: string
  /** The path once more, in the older form alone: no letters beyond ASCII. */
  readonly isPlain?: boolean
  /** `\\server\share`, and what follows it. */
  readonly share?: readonly [share: string, suffix: string]
  /** The path in the block for variables. */
  readonly expanded?: string
}

/** A shortcut as Windows writes it ([MS-SHLLINK]), without a list of ids. For tests. */
export function writeShellLink({ path, isPlain = false, share, expanded }: ShellLinkContent): Buffer {
  const hasInfo = path !== undefined || share !== undefined
  const header = Buffer.alloc(0x4c)
  header.writeUInt32LE(0x4c, 0)
  Buffer.from('0114020000000000c000000000000046', 'hex').copy(header, 4)
  header.writeUInt32LE((hasInfo ? 0x2 : 0) | 0x80 | (expanded === undefined ? 0 : 0x200), 0x14)
  header.writeUInt32LE(0x20, 0x18)
  header.writeUInt32LE(1, 0x3c)
  const parts: Buffer[] = [header]
  if (path !== undefined) parts.push(isPlain ? writePlainInfo(path) : writeInfo(path))
  if (share !== undefined) parts.push(writeShare(...share))
  if (expanded !== undefined) {
    const block = Buffer.alloc(0x314)
    block.writeUInt32LE(0x314, 0)
    block.writeUInt32LE(0xa000_0001, 4)
    block.write(expanded, 268, 518, 'utf16le')
    parts.push(block)
  }
  return Buffer.concat([...parts, Buffer.alloc(4)])
}

/** A disk's description of the least kind, then the path twice. */
function writeInfo(path: string): Buffer {
  const plain = Buffer.from(`${path.replaceAll(/[^\x20-\x7e]/g, '?')}\0\0`, 'latin1')
  const wide = Buffer.from(`${path}\0\0`, 'utf16le')
  const [volumeAt, baseAt] = [0x24, 0x24 + 0x11]
  const wideAt = baseAt + plain.length
  const head = Buffer.alloc(0x24)
  for (const [at, value] of [
    [0, wideAt + wide.length],
    [4, 0x24],
    [8, 1],
    [12, volumeAt],
    [16, baseAt],
    [24, baseAt + plain.length - 1],
    [28, wideAt],
    [32, wideAt + wide.length - 2],
  ] as const)
    head.writeUInt32LE(value, at)
  return Buffer.concat([head, writeVolume(), plain, wide])
}

function writePlainInfo(path: string): Buffer {
  const plain = Buffer.from(`${path}\0\0`, 'latin1')
  const baseAt = 0x1c + 0x11
  const head = Buffer.alloc(0x1c)
  for (const [at, value] of [
    [0, baseAt + plain.length],
    [4, 0x1c],
    [8, 1],
    [12, 0x1c],
    [16, baseAt],
    [24, baseAt + plain.length - 1],
  ] as const)
    head.writeUInt32LE(value, at)
  return Buffer.concat([head, writeVolume(), plain])
}

function writeVolume(): Buffer {
  const volume = Buffer.alloc(0x11)
  volume.writeUInt32LE(0x11, 0)
  volume.writeUInt32LE(3, 4)
  volume.writeUInt32LE(0x10, 12)
  return volume
}

function writeShare(share: string, suffix: string): Buffer {
  const name = Buffer.from(`${share}\0`, 'latin1')
  const end = Buffer.from(`${suffix}\0`, 'latin1')
  const network = Buffer.alloc(0x14)
  network.writeUInt32LE(0x14 + name.length, 0)
  network.writeUInt32LE(2, 4)
  network.writeUInt32LE(0x14, 8)
  const head = Buffer.alloc(0x1c)
  for (const [at, value] of [
    [0, 0x1c + 0x14 + name.length + end.length],
    [4, 0x1c],
    [8, 2],
    [20, 0x1c],
    [24, 0x1c + 0x14 + name.length],
  ] as const)
    head.writeUInt32LE(value, at)
  return Buffer.concat([head, network, name, end])
}
