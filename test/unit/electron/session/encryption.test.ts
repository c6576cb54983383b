import { describe, expect, it } from 'vitest'
import { encryptionOf, encryptionOfOlder } from '../../../../electron/session/encryption.ts'

const storage = {
  encryptStringAsync: async (text: string) => Buffer.from(text),
  decryptStringAsync: async (bytes: Buffer) => ({ result: bytes.toString(), shouldReEncrypt: false }),
}
const decrypt = (decryptStringAsync: (typeof storage)['decryptStringAsync']) => {
  const encryption = encryptionOf({ ...storage, decryptStringAsync })
  if (encryption.kind === 'none') throw new Error('no store')
  return encryption.decrypt(Buffer.from('x'))
}

describe('the key store as Electron 45 tells of it', () => {
  it('is busy where it says "temporarily unavailable", in the words of its source', async () => {
    const message = 'safeStorage.decryptStringAsync is temporarily unavailable. Please try again.'
    expect(await decrypt(() => Promise.reject(new Error(message)))).toEqual({ kind: 'busy' })
  })

  it('refuses where it says anything else', async () => {
    const message = 'Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.'
    expect(await decrypt(() => Promise.reject(new Error(message)))).toEqual({ kind: 'refused' })
  })

  it('tells that the key has been replaced', async () => {
    expect(await decrypt(async () => ({ result: 'text', shouldReEncrypt: true }))).toEqual({
      kind: 'text',
      text: 'text',
      isOutdated: true,
    })
  })

  it('locks nothing where it throws', async () => {
    const encryption = encryptionOf({ ...storage, encryptStringAsync: () => Promise.reject(new Error('no')) })
    expect(encryption.kind === 'system' && (await encryption.encrypt('x'))).toBeNull()
  })
})

it('the older form refuses where it throws, and knows no "later"', async () => {
  const encryption = encryptionOfOlder({
    encryptString: (text) => Buffer.from(text),
    decryptString: () => {
      throw new Error('Error while decrypting')
    },
  })
  expect(encryption.kind === 'system' && (await encryption.decrypt(Buffer.from('x')))).toEqual({
    kind: 'refused',
  })
})
