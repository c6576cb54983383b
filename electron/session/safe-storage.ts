import { safeStorage } from 'electron'
import { encryptionOf, encryptionOfOlder, type Encryption } from './encryption.ts'

/** The system's own encryption, or `none` where it would only pretend (Linux without a keyring). */
export async function readEncryption(): Promise<Encryption> {
  if (process.platform === 'linux' && !hasKeyring()) return { kind: 'none' }
  if ('isAsyncEncryptionAvailable' in safeStorage)
    return (await safeStorage.isAsyncEncryptionAvailable()) ? encryptionOf(safeStorage) : { kind: 'none' }
  const older: Parameters<typeof encryptionOfOlder>[0] & { isEncryptionAvailable(): boolean } = safeStorage
  return older.isEncryptionAvailable() ? encryptionOfOlder(older) : { kind: 'none' }
}

function hasKeyring(): boolean {
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
}
