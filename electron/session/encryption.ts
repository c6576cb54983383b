/** What the system's key store makes of bytes that it is asked to open. */
export type Opened =
  /** `isOutdated`: locked with a key that the system has replaced since, so the text is to be locked anew. */
  | { readonly kind: 'text'; readonly text: string; readonly isOutdated: boolean }
  /** It cannot tell yet: a key chain that is locked, a key that is not there so soon after the logon. */
  | { readonly kind: 'busy' }
  /** It does not open these bytes. Alone that is no proof against them: the store itself may be broken. */
  | { readonly kind: 'refused' }

/** What the system offers to keep a secret with. `none` keeps it in memory only. */
export type Encryption =
  | {
      readonly kind: 'system'
      /** Null where the system locks nothing now. */
      readonly encrypt: (text: string) => Promise<Buffer | null>
      readonly decrypt: (bytes: Buffer) => Promise<Opened>
    }
  | { readonly kind: 'none' }

/** Electron's `safeStorage` as it is since 35. */
type AsynchronousStorage = {
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(bytes: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>
}

/** Its older form, which goes away in Electron 46 (docs/facts/sign-in.md#the-store-of-tokens-and-the-broker). It never says "later". */
type SynchronousStorage = {
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** What Electron says where the key is not ready: `shell/browser/api/electron_api_safe_storage.cc`, Electron 45. */
const saysLater = /temporarily unavailable/i

/** The key store behind Electron's asynchronous form. It never throws: each answer is a value. */
export function encryptionOf(storage: AsynchronousStorage): Encryption {
  return {
    kind: 'system',
    encrypt: (text) => storage.encryptStringAsync(text).catch(() => null),
    decrypt: async (bytes) => {
      try {
        const { result, shouldReEncrypt } = await storage.decryptStringAsync(bytes)
        return { kind: 'text', text: result, isOutdated: shouldReEncrypt }
      } catch (error) {
        return { kind: error instanceof Error && saysLater.test(error.message) ? 'busy' : 'refused' }
      }
    },
  }
}

/** The same behind the older form. */
export function encryptionOfOlder(storage: SynchronousStorage): Encryption {
  return encryptionOf({
    encryptStringAsync: async (text) => storage.encryptString(text),
    decryptStringAsync: async (bytes) => ({ result: storage.decryptString(bytes), shouldReEncrypt: false }),
  })
}
