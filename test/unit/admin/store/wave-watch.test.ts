import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PersonChange } from '../../../../admin/server/progress/count-changes.ts'
import type { TenantDatabase } from '../../../../admin/server/database/tenant-database.ts'
import { createWaveWatch } from '../../../../admin/server/progress/wave-watch.ts'
import { fabrikam } from '../../shared/cast.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const person = {
  person_id: '',
  wave: 'Wave 1',
  blocker: null,
  owner: null,
  signal_code: null,
  signal_owner: null,
}
const isDone: PersonChange = {
  before: { ...person, state: 'started' },
  after: { ...person, state: 'done' },
}

/** The waves of each look into the counts. */
function watch() {
  const looks: unknown[] = []
  const query = async (_text: string, values: readonly unknown[]) => {
    looks.push(values.filter((value) => Array.isArray(value)).at(-1))
    return { rows: [], rowCount: 0 }
  }
  const pool = { query }
  return { looks, waves: createWaveWatch({ pool, tenantId: fabrikam } as unknown as TenantDatabase) }
}

describe('the watch over waves', () => {
  it('looks once for all reports of half a second', async () => {
    const { looks, waves } = watch()
    waves.addChanges([isDone])
    waves.addChanges([isDone])
    await vi.advanceTimersByTimeAsync(500)
    expect(looks).toEqual([['Wave 1']])
  })

  it('looks at what is left before the store is closed', async () => {
    const { looks, waves } = watch()
    waves.addChanges([isDone])
    await waves.stop()
    expect(looks).toEqual([['Wave 1']])
  })

  it('asks a closed store nothing, though a report was still on its way', async () => {
    const { looks, waves } = watch()
    await waves.stop()
    waves.addChanges([isDone])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(looks).toEqual([])
  })
})
