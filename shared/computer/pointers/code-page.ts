/** Of Windows' code pages for programs that do not know Unicode, those that the Encoding standard has, by its names. */
const names = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  65001: 'utf-8',
} as const

export type CodePage = keyof typeof names

/** `1252`, as Windows' registry names its own; null where no one can read it. */
export function toCodePage(text: string | null): CodePage | null {
  const number = Number(text ?? Number.NaN)
  return number in names ? (number as CodePage) : null
}

/** Reads text in a code page; null where it is none, or the page is not known. */
export type DecodePlain = (bytes: Uint8Array) => string | null

/** Letters up to `~` are the same in all pages. */
export function createDecodePlain(page: CodePage | null): DecodePlain {
  const decoder = page === null ? null : new TextDecoder(names[page], { fatal: true })
  return (bytes) => {
    if (bytes.every((one) => one < 0x80)) return String.fromCharCode(...bytes)
    try {
      return decoder?.decode(bytes) ?? null
    } catch {
      return null
    }
  }
}
