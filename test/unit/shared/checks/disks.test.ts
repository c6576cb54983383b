import { describe, expect, it } from 'vitest'
import { judgeDisks } from '../../../../shared/checks/disks.ts'
import { newAccount, read, unreadable } from '../cast.ts'

const full = { root: 'C:\\', freeBytes: 1, totalBytes: 5e11 }
const codesOf = (...given: Parameters<typeof judgeDisks>): string[] =>
  judgeDisks(...given).map(({ code, evidence }) => `${code} ${String(evidence['root'])}`)

describe('judgeDisks', () => {
  it('says that the disks could not be read, and that one of them could not', () => {
    expect(codesOf(unreadable(), read([newAccount]))).toEqual(['client.unknown undefined'])
    const unread = [{ name: 'C:\\', reason: 'EIO' }]
    expect(codesOf(read({ disks: [], unread }), read([newAccount]))).toEqual(['client.unknown C:\\'])
  })

  it('does not mind a disk that no account lies on', () => {
    const unread = [{ name: 'D:\\', reason: 'EIO' }]
    expect(codesOf(read({ disks: [], unread }), read([newAccount]))).toEqual([])
  })

  it('sees a full disk also where the accounts could not be read', () => {
    expect(codesOf(read({ disks: [full], unread: [] }), unreadable())).toEqual(['client.disk-low C:\\'])
  })
})
