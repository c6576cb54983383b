import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { NotACompoundFile, openCompoundFile, type CompoundFile } from './compound-file.ts'
import { IntunewinRefused } from './refusal.ts'

/** What Intune wants to know of an MSI (docs/facts/deployment.md#the-intunewin-format). */
export type MsiInfo = {
  readonly productCode: string
  readonly productVersion: string
  readonly packageCode: string
  readonly publisher: string
  readonly upgradeCode: string
  readonly executionContext: 'System' | 'User' | 'Any'
  readonly requiresLogon: boolean
  readonly requiresReboot: boolean
  readonly isMachineInstall: boolean
  readonly isUserInstall: boolean
  readonly includesServices: boolean
  readonly includesODBCDataSource: boolean
  readonly containsSystemRegistryKeys: boolean
  readonly containsSystemFolders: boolean
}

/** Reads an MSI's own tables, on any system. Throws `IntunewinRefused`. */
export async function readMsiInfo(file: string): Promise<MsiInfo> {
  const handle = await open(file, 'r')
  try {
    return await readTables(await openCompoundFile(handle))
  } catch (error) {
    if (error instanceof NotACompoundFile || error instanceof RangeError)
      throw new IntunewinRefused('msi-unreadable', `${file}: ${error.message}`, error)
    throw error
  } finally {
    await handle.close()
  }
}

const maximumBytes = 64 << 20
const localMachine = 2
const systemFolders = new Set(['SystemFolder', 'System64Folder', 'System16Folder', 'WindowsFolder'])

async function readTables(msi: CompoundFile): Promise<MsiInfo> {
  const streams = new Map(msi.names.map((name) => [decodeName(name), name]))
  const table = async (name: string): Promise<Buffer> => {
    const stream = streams.get(`!${name}`)
    return stream === undefined ? Buffer.alloc(0) : await msi.read(stream, maximumBytes)
  }
  const strings = readStrings(await table('_StringPool'), await table('_StringData'))
  const properties = readProperties(await table('Property'), strings)
  const property = (name: string): string => {
    const value = properties.get(name)
    if (value === undefined || value === '') throw new NotACompoundFile(`it has no ${name}`)
    return value
  }
  const allUsers = properties.get('ALLUSERS') ?? ''
  const roots = readRegistryRoots(await table('Registry'), strings)
  const folders = readColumn(await table('Directory'), strings, 3)
  return {
    productCode: property('ProductCode'),
    productVersion: property('ProductVersion'),
    packageCode: readPackageCode(await msi.read('\u0005SummaryInformation', maximumBytes)),
    publisher: property('Manufacturer'),
    upgradeCode: properties.get('UpgradeCode') ?? '',
    executionContext: allUsers === '1' ? 'System' : allUsers === '2' ? 'Any' : 'User',
    requiresLogon: false,
    requiresReboot: /^f/i.test(properties.get('REBOOT') ?? ''),
    isMachineInstall: allUsers === '1',
    isUserInstall: allUsers !== '1',
    includesServices: (await table('ServiceInstall')).length > 0,
    includesODBCDataSource: (await table('ODBCDataSource')).length > 0,
    // -1 follows ALLUSERS.
    containsSystemRegistryKeys: roots.some(
      (root) => root === localMachine || (root === -1 && allUsers === '1'),
    ),
    containsSystemFolders: folders.some((folder) => systemFolders.has(folder)),
  }
}

type Strings = { readonly values: readonly string[]; readonly width: 2 | 3 }

/** The pool says how long each string of the data is; the first is number 1. */
function readStrings(pool: Buffer, data: Buffer): Strings {
  if (pool.length < 4) throw new NotACompoundFile('it has no strings')
  const decoder = toDecoder(pool.readUInt16LE(0))
  const values = ['']
  let offset = 0
  for (let at = 4; at + 4 <= pool.length; at += 4) {
    let length = pool.readUInt16LE(at)
    const uses = pool.readUInt16LE(at + 2)
    if (length === 0 && uses !== 0) {
      // Longer than 64 KiB: the upper half is written where the uses were.
      at += 4
      length = uses * 0x1_0000 + pool.readUInt16LE(at)
    }
    values.push(decoder.decode(data.subarray(offset, offset + length)))
    offset += length
  }
  return { values, width: (pool.readUInt16LE(2) & 0x8000) === 0 ? 2 : 3 }
}

/** A publisher's name may have umlauts, in the code page that the pool begins with. */
function toDecoder(codePage: number): TextDecoder {
  try {
    return new TextDecoder(codePage === 65001 ? 'utf-8' : `windows-${codePage}`)
  } catch {
    // Neutral (0), or a code page that only Windows knows.
    return new TextDecoder('windows-1252')
  }
}

/** A column of strings, the first of `columns` such columns. Tables lie column by column. */
function readColumn(table: Buffer, { values, width }: Strings, columns: number, column = 0): string[] {
  const rows = Math.floor(table.length / (columns * width))
  return Array.from(
    { length: rows },
    (_, row) => values[table.readUIntLE((column * rows + row) * width, width)] ?? '',
  )
}

function readProperties(table: Buffer, strings: Strings): Map<string, string> {
  const names = readColumn(table, strings, 2, 0)
  const values = readColumn(table, strings, 2, 1)
  return new Map(names.map((name, row) => [name, values[row] ?? '']))
}

/** Registry: key, root (a number of two bytes), and four more strings. */
function readRegistryRoots(table: Buffer, { width }: Strings): number[] {
  const rows = Math.floor(table.length / (5 * width + 2))
  return Array.from({ length: rows }, (_, row) => table.readUInt16LE(rows * width + row * 2) - 0x8000)
}

/** The summary's revision number holds the package code ([MS-OLEPS], property 9). */
function readPackageCode(summary: Buffer): string {
  const section = summary.readUInt32LE(44)
  const count = summary.readUInt32LE(section + 4)
  for (let index = 0; index < Math.min(count, 100); index += 1) {
    if (summary.readUInt32LE(section + 8 + index * 8) !== 9) continue
    const value = section + summary.readUInt32LE(section + 12 + index * 8)
    const text = summary.toString('latin1', value + 8, value + 8 + summary.readUInt32LE(value + 4))
    const end = text.indexOf('\0')
    return end === -1 ? text : text.slice(0, end)
  }
  throw new NotACompoundFile('it has no package code')
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._'

/** Names of streams are packed two letters into one; a table's begin with a mark, here `!`. */
function decodeName(name: string): string {
  return Array.from(name, (letter) => {
    const code = letter.charCodeAt(0)
    if (code === 0x4840) return '!'
    if (code < 0x3800 || code > 0x4840) return letter
    if (code >= 0x4800) return alphabet.charAt(code - 0x4800)
    return alphabet.charAt((code - 0x3800) & 0x3f) + alphabet.charAt((code - 0x3800) >> 6)
  }).join('')
}
