import { hostOf } from '../checks/site-address.ts'
import { toSiteHost } from '../checks/tenant-hosts.ts'

/** Bytes that such a shortcut has at most: one address, and a few lines about an icon. */
export const longestShortcut = 8 * 1024

/**
 * Whether an internet shortcut is the stand-in that OneDrive shows for a notebook of the old cloud: it leads to the old organisation, and to
 * a notebook (docs/facts/office-documents.md#notebooks). Any other shortcut is a file that somebody made. Source: Microsoft's answers, question 5849574; what the address looks like was
 * gathered from addresses of notebooks, not from such a shortcut.
 */
export function isNotebookLink(content: Uint8Array, oldHosts: readonly string[]): boolean {
  const address = addressOf(toText(content))
  if (address === null) return false
  const isOfOneNote = /^onenote:/i.test(address)
  const url = address.replace(/^onenote:/i, '')
  const host = hostOf(url)
  if (host === null || !oldHosts.some((old) => toSiteHost(old) === toSiteHost(host))) return false
  return isOfOneNote || isNotebookAddress(url)
}

/** `Doc.aspx`, `WopiFrame.aspx`: pages that open any document of Office. */
const officePage = /\/_layouts\/(?:\d+\/)?(?:doc2?|wopiframe2?)\.aspx$/i
const oneNotePage = /\/_layouts\/(?:\d+\/)?onenote\.aspx$/i

/** Only what is certainly a notebook by its address: one of a folder or a site is made by people, and looks the same. */
function isNotebookAddress(url: string): boolean {
  const [, path = '', query = ''] = /^https:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? []
  // In a link for sharing `:o:` stands for OneNote, as `:w:` does for Word.
  if (oneNotePage.test(path) || /^\/:o:\//i.test(path)) return true
  if (!officePage.test(path)) return false
  const parameters = readQuery(query)
  // The place in a notebook; no other document has one.
  if (parameters.has('wd')) return true
  const file = parameters.get('file')
  return file !== undefined && file !== '' && isNoDocument(file)
}

function readQuery(query: string): ReadonlyMap<string, string> {
  return new Map(
    query.split('&').map((pair) => {
      const [key = '', value = ''] = pair.split('=', 2)
      return [key.toLowerCase(), decode(value.replaceAll('+', ' '))]
    }),
  )
}

/** A notebook of the cloud has no ending, or that of OneNote. */
function isNoDocument(file: string): boolean {
  return !/\.[a-z0-9]{1,5}$/i.test(file) || /\.one(?:toc2|pkg)?$/i.test(file)
}

function addressOf(text: string): string | null {
  let isIn = false
  for (const line of text.split(/\r\n|\r|\n/).map((one) => one.trim())) {
    if (line.startsWith('[')) isIn = line.toLowerCase() === '[internetshortcut]'
    const cut = line.indexOf('=')
    if (isIn && cut !== -1 && line.slice(0, cut).trim().toLowerCase() === 'url')
      return line.slice(cut + 1).trim()
  }
  return null
}

function toText(content: Uint8Array): string {
  const isWide = content[0] === 0xff && content[1] === 0xfe
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(content)
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
