import { describe, expect, it } from 'vitest'
import { toRescueTarget } from '../../../../shared/checks/rescue-target.ts'
import { configOf, machineOf, newAccount, oldAccount, read } from '../cast.ts'

const machine = machineOf({ accounts: read([oldAccount, newAccount]) })

describe('toRescueTarget', () => {
  it('is a folder in the new OneDrive, named after the old organisation', () => {
    expect(toRescueTarget(machine, configOf(), 'switch')).toMatchObject({
      kind: 'ready',
      root: newAccount.folder,
      folder: 'From Contoso',
    })
  })

  it('is none before the move, whatever the organisation wants', () => {
    const reason = { kind: 'unavailable', reason: 'before-move' }
    expect(toRescueTarget(machine, configOf(), 'ready')).toEqual(reason)
    expect(toRescueTarget(machine, { ...configOf(), features: noCopies }, 'ready')).toEqual(reason)
  })

  it('is none where the organisation wants no copies', () => {
    const config = { ...configOf(), features: noCopies }
    expect(toRescueTarget(machine, config, 'switch')).toEqual({ kind: 'unavailable', reason: 'switched-off' })
  })
})

const noCopies = { ...configOf().features, rescue: false }
