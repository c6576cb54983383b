import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createQuickXorHash, quickXorHashOf } from '../../../../electron/rescue/copy/quick-xor-hash.ts'

/** Published with rclone, which was compared with OneDrive itself: content and hash, both base64. */
const published: readonly (readonly [content: string, hash: string])[] = [
  ['', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['Sg==', 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['tbQ=', 'taAFAAAAAAAAAAAAAgAAAAAAAAA='],
  ['/aNzzCFPS/A=', '/RjFHJgRgicsAR4ACAAAAAAAAAA='],
  ['2fuxhBJXtpWFe8dOfdGeHw==', 'O9tHLAghgSvYohKFyMMxnNCHaHg='],
  ['T6LYJIfDh81JrAK309H2JMJTXis=', 'zBTHrspn3mEcohlJdIUAbjGNaNg='],
  ['DWAAX5/CIfrmErgZa8ot6ZraeSbu', 'LR2Z0PjuRYGKQB/mhQAuMrAGZbQ='],
  [
    'Mb7EGva2rEE5fENDL85P+BsapHEEjv2/siVhKjvAQe02feExVOQSkfmuYzU/kTF1MaKjPmKF/w+cbvwfdWL8aQ==',
    'n1anP5NfvD4XDYWIeRPW3ZkPv1Y=',
  ],
  [
    'PfxMcUd0vIW6VbHG/uj/Y0W6qEoKmyBD0nYebEKazKaKG+UaDqBEcmQjbfQeVnVLuodMoPp7P7TR1htX5n2VnkHh22xDyoJ8C/ZQKiSNqQfXvh83judf4RVr9exJCud8Uvgip6aVZTaPrJHVjQhMCp/dEnGvqg0oN5OVkM2qqAXvA0teKUDhgNM71sDBVBCGXxNOR2bpbD1iM4dnuT0ey4L+loXEHTL0fqMeUcEi2asgImnlNakwenDzz0x57aBwyq3AspCFGB1ncX4yYCr/OaCcS5OKi/00WH+wNQU3',
    'QX/YEpG0gDsmhEpCdWhsxDzsfVE=',
  ],
  [
    'w0LGhqU1WXFbdavqDE4kAjEzWLGGzmTNikzqnsiXHx2KRReKVTxkv27u3UcEz9+lbMvYl4xFf2Z4aE1xRBBNd1Ke5C0zToSaYw5o4B/7X99nKK2/XaUX1byLow2aju2XJl2OpKpJg+tSJ2fmjIJTkfuYUz574dFX6/VXxSxwGH/xQEAKS5TCsBK3CwnuG1p5SAsQq3gGVozDWyjEBcWDMdy8/AIFrj/y03Lfc/RNRCQTAfZbnf2QwV7sluw4fH3XJr07UoD0YqN+7XZzidtrwqMY26fpLZnyZjnBEt1FAZWO7RnKG5asg8xRk9YaDdedXdQSJAOy6bWEWlABj+tVAigBxavaluUH8LOj+yfCFldJjNLdi90fVHkUD/m4Mr5OtmupNMXPwuG3EQlqWUVpQoYpUYKLsk7a5Mvg6UFkiH596y5IbJEVCI1Kb3D1',
    'e3+wo77iKcILiZegnzyUNcjCdoQ=',
  ],
]

/** Exactly the definition, a bit at a time. */
function defined(bytes: Uint8Array): string {
  const hash = Buffer.alloc(20)
  const flip = (bit: number): void => {
    hash[bit >> 3] = (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  }
  for (const [place, value] of bytes.entries()) {
    for (let bit = 0; bit < 8; bit += 1) if ((value >> bit) & 1) flip((place * 11 + bit) % 160)
  }
  for (let bit = 0; bit < 32; bit += 1) if ((bytes.length >>> bit) & 1) flip(96 + bit)
  return hash.toString('base64')
}

describe('QuickXorHash', () => {
  it.each(published)('of %s is what was published', (content, hash) => {
    expect(quickXorHashOf(Buffer.from(content, 'base64'))).toBe(hash)
  })

  it('is what its definition says, in whatever parts the content comes', () => {
    const hash = createQuickXorHash(2_000)
    const parts = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 6 })
    fc.assert(
      fc.property(parts, fc.nat(300), (given, from) => {
        for (const part of given) {
          hash.buffer.set(part, from)
          hash.take(part.length, from)
        }
        expect(hash.finish()).toBe(defined(Buffer.concat(given)))
      }),
    )
  })

  it('begins anew after each file', () => {
    const hash = createQuickXorHash(10)
    hash.take(10)
    hash.finish()
    expect(hash.finish()).toBe(published[0]?.[1])
  })
})
