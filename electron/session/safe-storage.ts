import { safeStorage } from 'electron'
import type { Encryption } from './token-cache.ts'

/** Electron's synchronous form goes away in Electron 46; older ones have no other (sign-in-facts 7). */
type SynchronousStorage = {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** The system's own encryption, or `none` where it would only pretend (Linux without a keyring). */
export async function readEncryption(): Promise<Encryption> {
  if (process.platform === 'linux' && !hasKeyring()) return { kind: 'none' }
  if ('isAsyncEncryptionAvailable' in safeStorage) {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return { kind: 'none' }
    return {
      kind: 'system',
      encrypt: (text) => safeStorage.encryptStringAsync(text),
      decrypt: async (bytes) => (await safeStorage.decryptStringAsync(bytes)).result,
    }
  }
  const storage: SynchronousStorage = safeStorage
  if (!storage.isEncryptionAvailable()) return { kind: 'none' }
  return {
    kind: 'system',
    encrypt: async (text) => storage.encryptString(text),
    decrypt: async (bytes) => storage.decryptString(bytes),
  }
}

function hasKeyring(): boolean {
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
}
