/** Of the WHATWG's Encoding standard, which Node and browsers have alike and the language's own library does not name. */
declare class TextDecoder {
  constructor(
    encoding?:
      'utf-8' | 'utf-16le' | 'latin1' | 'shift_jis' | 'gbk' | 'euc-kr' | 'big5' | `windows-${number}`,
    options?: { fatal?: boolean },
  )
  decode(bytes: Uint8Array): string
}
