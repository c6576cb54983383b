import type { Encryption } from '../../../../electron/session/encryption.ts'

/** In the place of the system's encryption: not the text itself, and it keeps no secret. */
export const flip = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

/** As Windows: what it has not locked itself it does not open. */
const mark = Buffer.from('locked:')

export const lock = (text: string): Buffer => Buffer.concat([mark, flip(Buffer.from(text))])

export const reversible: Extract<Encryption, { kind: 'system' }> = {
  kind: 'system',
  encrypt: async (text) => lock(text),
  decrypt: async (bytes) =>
    bytes.subarray(0, mark.length).equals(mark)
      ? { kind: 'text', text: flip(bytes.subarray(mark.length)).toString('utf8'), isOutdated: false }
      : { kind: 'refused' },
}
