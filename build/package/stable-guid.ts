import { createHash } from 'node:crypto'

/** Landfall's place among Windows Installer's products: never changes, or no upgrade finds what is installed. */
export const upgradeCode = '{6B0E7C52-6F5D-4C0B-9E5B-1B7E0C8D4A31}'

/** A GUID that follows from a name alone (RFC 9562, version 5, with the upgrade code for its name space), as MSI writes it. */
export function toStableGuid(name: string): string {
  const space = Buffer.from(upgradeCode.replaceAll(/[{}-]/g, ''), 'hex')
  const bytes = createHash('sha1').update(space).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex').toUpperCase()
  return `{${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}}`
}
