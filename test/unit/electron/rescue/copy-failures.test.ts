import { describe, expect, it } from 'vitest'
import { atSource, SourceFailure } from '../../../../electron/rescue/copy/copy-failures.ts'
import type { CopyFailure } from '../../../../shared/files/rescue.ts'

/** By what each reason is recognised; null where the copy itself finds out, and no call to the disk fails. */
const errorCodes: Readonly<Record<CopyFailure, readonly string[] | null>> = {
  locked: ['EBUSY', 'ETXTBSY', 'EAGAIN'],
  changing: null,
  vanished: ['ENOENT', 'ENOTDIR'],
  'cloud-only': ['EDEADLK'],
  link: ['ELOOP'],
  'access-denied': ['EACCES', 'EPERM'],
  unreadable: ['EIO', 'ENXIO'],
  'not-verified': null,
  'too-large': null,
  'excluded-by-policy': null,
  'mark-not-kept': null,
}
const refusals = Object.entries(errorCodes).flatMap(([failure, codes]) =>
  (codes ?? []).map((code) => [code, failure] as const),
)

describe('what the disk of an original refuses', () => {
  it.each(refusals)('with %s is the reason %s', async (code, failure) => {
    const refused = Object.assign(new Error(code), { code })
    await expect(atSource(() => Promise.reject(refused))).rejects.toMatchObject({ failure, cause: refused })
  })

  it('keeps a reason that is known already', async () => {
    const known = new SourceFailure('changing')
    await expect(atSource(() => Promise.reject(known))).rejects.toBe(known)
  })

  it('is no reason where the error is ours', async () => {
    const ours = new TypeError('ours')
    await expect(atSource(() => Promise.reject(ours))).rejects.toBe(ours)
  })
})
