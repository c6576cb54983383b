import { parse, type PlistValue } from 'plist'
import { decodeClientText } from '../client/client-settings.ts'
import { proveBinaryList } from './binary-list.ts'
import type { MacSystem } from './mac-system.ts'
import { toProvenXml } from './xml-list.ts'

/** A dictionary of a property list. Only own keys count: `__proto__` may be one of a file's. */
export type PropertyList = { readonly [key: string]: PlistValue }

/** The longest list that is believed; the client's own has some ten kilobytes. In bytes. */
export const longestPropertyList = 1024 * 1024

/** The list at `path`; null where there is none. Throws where it cannot be read, and names the file. */
export async function readPropertyList(system: MacSystem, path: string): Promise<PropertyList | null> {
  const file = await system.readSmallFile(path, longestPropertyList)
  if (file === null) return null
  try {
    return parsePropertyList(file.bytes)
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error })
  }
}

/**
 * A property list, binary or XML, whose top is a dictionary; anything else throws. The library trusts what it reads,
 * so what would keep it busy or fill the memory is refused before it sees it.
 */
export function parsePropertyList(bytes: Uint8Array): PropertyList {
  if (bytes.length > longestPropertyList) throw new Error('is too large')
  // The library looks past the end of a view into the memory behind it; a copy has nothing there.
  const own = new Uint8Array(bytes)
  if (isBinary(own)) proveBinaryList(own)
  const value = parseProven(isBinary(own) ? own : toProvenXml(decodeClientText(own).trim()))
  if (!isDictionary(value)) throw new Error('holds no dictionary')
  return value
}

function isBinary(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 8)) === 'bplist00'
}

/** What the library still finds wrong is damage; in its own words it quotes the file. */
function parseProven(list: Uint8Array | string): PlistValue {
  try {
    return parse(list)
  } catch {
    throw new Error('is damaged')
  }
}

function isDictionary(value: PlistValue | undefined): value is PropertyList & PlistValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  )
}

/** The value of a key; undefined where the list does not have it. */
export function valueOf(list: PropertyList, key: string): PlistValue | undefined {
  return Object.hasOwn(list, key) ? list[key] : undefined
}

/** The text of a key; null where it is absent, blank or of another type. */
export function textOf(list: PropertyList | null, key: string): string | null {
  const value = list === null ? undefined : valueOf(list, key)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** The dictionary of a key; null where it is absent or of another type. */
export function dictionaryOf(list: PropertyList, key: string): PropertyList | null {
  const value = valueOf(list, key)
  return isDictionary(value) ? value : null
}
