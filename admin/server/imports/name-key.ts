import { toAddressKey } from '../../../shared/text/address-key.ts'

/**
 * What a person's name is sorted and searched by: lower case without accents, so that Ångström comes beside Anders in byte order. Where
 * that differs from the name in lower case, both are in it: people search for either.
 */
export function toNameKey(displayName: string): string {
  const plain = toAddressKey(displayName)
  const folded = plain.normalize('NFKD').replace(/\p{M}/gu, '')
  return folded === plain ? plain : `${folded} ${plain}`
}
