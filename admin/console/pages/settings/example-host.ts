/** What an organisation's OneDrive address may look like, by its name; `fallback` where the name has no letters of an address. */
export function toExampleHost(name: string | null, fallback: string): string {
  const label = (name ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')
  return `https://${(label === '' ? fallback : label).slice(0, 40)}-my.sharepoint.com/`
}
