import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Locks secrets before they get into the database, with a key that is not in it. */
export type SecretBox = {
  /** `place` is what the secret belongs to: what was locked for one place opens at no other. */
  readonly seal: (place: string, secret: string) => string
  /** Null where none of the keys opens it. What was kept before there was a key comes back as it is. */
  readonly open: (place: string, kept: string) => string | null
  /** True for what the first key has not locked. */
  readonly isStale: (kept: string) => boolean
  readonly hasKey: boolean
}

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const form = /^v1\.([0-9a-f]{8})\.([\w-]+)$/

/** The first of the keys locks, all of them open: so a key is exchanged. Without any, secrets are kept as they are. */
export function createSecretBox(keys: readonly Buffer[] = []): SecretBox {
  const byName = new Map(keys.map((key) => [nameOf(key), key]))
  const [first] = keys
  const name = first === undefined ? '' : nameOf(first)

  return {
    hasKey: first !== undefined,
    isStale: (kept) => form.exec(kept)?.[1] !== name && first !== undefined,
    seal(place, secret) {
      if (first === undefined) return secret
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', first, nonce, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(place))
      const locked = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `v1.${name}.${Buffer.concat([nonce, cipher.getAuthTag(), locked]).toString('base64url')}`
    },
    open(place, kept) {
      const [, keyName = '', text = ''] = form.exec(kept) ?? []
      if (text === '') return kept
      const key = byName.get(keyName)
      const bytes = Buffer.from(text, 'base64url')
      if (key === undefined || bytes.length < nonceBytes + tagBytes) return null
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return (
          decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        return null
      }
    },
  }
}

/** Keys as a file has them, one a line in base64, the one in use first; null where a line is no key of 32 bytes. */
export function readKeys(text: string): readonly Buffer[] | null {
  const keys = text
    .split(/\s+/)
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'base64'))
  return keys.length > 0 && keys.every((key) => key.length === keyBytes) ? keys : null
}

export function makeKey(): string {
  return randomBytes(keyBytes).toString('base64')
}

function nameOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
