import { describe, expect, it } from 'vitest'
import { judgeDisks } from '../../../../shared/checks/disks.ts'
import { newAccount, ownedMachineOf, partnerAccount, read, unreadable } from '../cast.ts'

const full = { root: 'C:\\', freeBytes: 1, totalBytes: 5e11 }
const codesOf = (...given: Parameters<typeof judgeDisks>): string[] =>
  judgeDisks(...given).map(({ code, evidence }) => `${code} ${String(evidence['root'])}`)

const { accounts } = ownedMachineOf({ accounts: read([newAccount]) })

describe('judgeDisks', () => {
  it('says that the disks could not be read, and that one of them could not', () => {
    expect(codesOf(unreadable(), accounts)).toEqual(['client.unknown undefined'])
    const unread = [{ name: 'C:\\', reason: 'EIO' }]
    expect(codesOf(read({ disks: [], unread }), accounts)).toEqual(['client.unknown C:\\'])
  })

  it('does not mind a disk that no account lies on', () => {
    const unread = [{ name: 'D:\\', reason: 'EIO' }]
    expect(codesOf(read({ disks: [], unread }), accounts)).toEqual([])
  })

  it('sees a full disk also where the accounts could not be read', () => {
    expect(codesOf(read({ disks: [full], unread: [] }), unreadable())).toEqual(['client.disk-low C:\\'])
  })

  it('does not mind a full disk that only a partner’s account lies on', () => {
    const partner = { ...partnerAccount, folder: 'D:\\OneDrive - Adatum' }
    const both = ownedMachineOf({ accounts: read([newAccount, partner]) }).accounts
    expect(codesOf(read({ disks: [{ ...full, root: 'D:\\' }], unread: [] }), both)).toEqual([])
  })
})
