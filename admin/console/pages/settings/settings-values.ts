const leastDays = 30
const mostDays = 3650
const mostHosts = 50

/** Days as somebody types them; nothing typed means that everything is kept. */
export function toDays(text: string): number | null | 'invalid' {
  if (text.trim() === '') return null
  const days = Number(text)
  return Number.isInteger(days) && days >= leastDays && days <= mostDays ? days : 'invalid'
}

/** The addresses that are typed into one field, blanks or commas between them, each once. */
export function toHostUrls(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((typed) => typed !== ''))]
}

/** True for addresses that are each as `isHostUrl` wants one, and for none. */
export function areHostUrls(text: string): boolean {
  const urls = toHostUrls(text)
  return urls.length <= mostHosts && urls.every(isHostUrl)
}

/** True for an address that `Get-SPOCrossTenantHostUrl` could have given, and for none. */
export function isHostUrl(text: string): boolean {
  const typed = text.trim()
  if (typed === '') return true
  if (!URL.canParse(typed)) return false
  const { protocol, hostname } = new URL(typed)
  return protocol === 'https:' && hostname.includes('.')
}
