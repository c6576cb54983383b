/** Entra's numbers have five to eight digits. */
export const smallestNumber = 10_000
export const largestNumber = 99_999_999

/**
 * The number that a person has typed or pasted from Microsoft's page: `50105`, `AADSTS50105`, or a whole sentence with it. Null
 * where there is none, or more than one that may be meant.
 */
export function toPageNumber(text: string): number | null {
  const named = /AADSTS\s*(\d{5,8})(?!\d)/i.exec(text)
  const [number, another] = named?.slice(1) ?? text.match(/(?<![\w-])\d{5,8}(?![\w-])/g) ?? []
  if (number === undefined || another !== undefined) return null
  return Number(number) >= smallestNumber ? Number(number) : null
}
