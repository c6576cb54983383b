/** An address as it is compared: case and Unicode form do not make another person. */
export function toAddressKey(address: string): string {
  return address.trim().normalize('NFC').toLowerCase()
}

/**
 * What app and endpoint hash, so that the endpoint knows a person again whose address is not told. Both ids in lower case;
 * `key` is from `toAddressKey`.
 */
export function toHashedText(targetTenantId: string, key: string): string {
  return `landfall-upn:${targetTenantId}:${key}`
}
