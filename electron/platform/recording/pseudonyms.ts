import { createHmac, randomBytes } from 'node:crypto'

/**
 * Words that stay: Windows', macOS' and the client's own names of places and settings, what addresses end in, and
 * what decides whether a name can be uploaded. None of them says who somebody is.
 */
const publicWords = new Set(
  `accountinfo accounts adal aka amd api app appdata application applications apple arm aux background bbwe bin business c caches chrome cid client
  clientpolicy cloud cloudfiles cloudstorage com common computer con config contab contacts containers contents controlled current currentversion
  data davwwwroot db default desktop diagnostics disk documents downloads drive drives edge edu env error exe explorer favorites file
  files folder folders forms global google gov graph group guid history home http https identity info ini io kfm kfmsilentoptin landfall
  launch library libraryfolder libraryscope links local localappdata localhost localstate lock log login logs lpt mac machine
  macintosh managed microsoft microsoftonline mnt ms msteams my mysite net network noindex not nul null odb odcontainer odopen office olk oneauth onedrive
  onedrivestandalonesuite onedrivesyncclientsuite onenote onmicrosoft org outlook packages partner personal pictures plist plists policies
  preferences prn profile profiles program programdata programfiles programs providers pst public registry roaming root scope
  settings shared sharedlibraries sharepoint shell sid site sites software ssl standalone start state storage suite support sync
  syncdiagnostics syncengines system temp templates tenant tenants thumbs tmp ubf unknown us user username userprofile
  users version video view volume volumes vti wekyb win windows work x`.split(/\s+/),
)

/** Words by other words of the same length and case, the same one each time within one recording. */
export type Pseudonyms = {
  /**
   * A text with every word, and every number of four digits and more, replaced. What is registered is distinguished
   * from all else that is: two folders never become one.
   */
  readonly replace: (text: string) => string
  /** As `replace`, without keeping what it came across: for names in numbers, which no one compares. */
  readonly replaceLoosely: (text: string) => string
}

/**
 * Ids stay: a tenant's tells who somebody works for and not who they are, and everything is compared by it. So does the
 * port of an address, which is only one below 65536.
 */
const ids = /(?<=\w:)\d{1,5}(?=\/|$)|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/gi
const words = /[\p{L}\p{M}]+|\d{4,}/gu
const versions = /^\d+(?:\.\d+)+$/

/** `key` makes the pseudonyms; no one who has not got it can find the words again. */
export function createPseudonyms(key: Uint8Array = randomBytes(32)): Pseudonyms {
  const known = new Map<string, string>()
  const taken = new Set<string>()

  function derive(word: string, attempt: number): string {
    const digest = createHmac('sha256', key).update(`${attempt} ${word}`).digest()
    // Some languages have more words of two letters than there are pairs of letters.
    const length = word.length + Math.floor(attempt / 40)
    return Array.from({ length }, (_, place) => {
      const byte = digest[place % digest.length] ?? 0
      return /\d/.test(word) ? String(byte % 10) : letterOf(byte, attempt)
    }).join('')
  }

  function find(word: string, isKept: boolean): string {
    const plain = word.normalize('NFC').toLowerCase()
    const before = known.get(plain)
    if (before !== undefined) return before
    for (let attempt = 0; ; attempt += 1) {
      const found = derive(plain, attempt)
      const isUsable = found !== plain && !publicWords.has(found) && !taken.has(found)
      if (!isUsable) continue
      if (isKept) {
        known.set(plain, found)
        taken.add(found)
      }
      return found
    }
  }

  function replaceAll(text: string, isKept: boolean): string {
    if (versions.test(text)) return text
    let result = ''
    let place = 0
    for (const match of text.matchAll(ids)) {
      result += replaceWords(text.slice(place, match.index), isKept) + match[0]
      place = match.index + match[0].length
    }
    return result + replaceWords(text.slice(place), isKept)
  }

  function replaceWords(text: string, isKept: boolean): string {
    return text.replace(words, (word) =>
      word.length === 1 || publicWords.has(word.toLowerCase()) ? word : inCaseOf(word, find(word, isKept)),
    )
  }

  return {
    replace: (text) => replaceAll(text, true),
    replaceLoosely: (text) => replaceAll(text, false),
  }
}

/** Where the Latin letters are all taken, others of one unit follow, which fold their case like them. */
function letterOf(byte: number, attempt: number): string {
  return attempt < 20 ? String.fromCharCode(0x61 + (byte % 26)) : String.fromCharCode(0x430 + (byte % 32))
}

function inCaseOf(word: string, replacement: string): string {
  return [...replacement]
    .map((letter, place) => {
      const original = word[place] ?? ''
      const isUpper = original !== original.toLowerCase() && original === original.toUpperCase()
      return isUpper ? letter.toUpperCase() : letter
    })
    .join('')
}
