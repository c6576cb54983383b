import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchSettings } from '../../../../electron/background/watch-settings.ts'
import type { ConfigReading } from '../../../../electron/context/config-file.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import { configJson } from '../../shared/cast.ts'

const look = 2 * 60_000
const missing: ConfigReading = { kind: 'missing', path: 'landfall.json' }

function reading(deadline: string): ConfigReading {
  const text = JSON.stringify({ ...configJson(), reminders: { deadline } })
  return { ...parseConfig(text, 'landfall.json'), path: 'landfall.json' }
}

describe('watchSettings', () => {
  let now: ConfigReading
  let changes: number
  let stop: () => void
  beforeEach(() => {
    vi.useFakeTimers()
    now = reading('2026-12-01')
    changes = 0
    stop = watchSettings(
      async () => now,
      now,
      () => (changes += 1),
    )
  })
  afterEach(() => {
    stop()
    vi.useRealTimers()
  })

  it('tells of a change once, and again when it is taken back', async () => {
    await vi.advanceTimersByTimeAsync(3 * look)
    expect(changes).toBe(0)
    now = reading('2026-12-31')
    await vi.advanceTimersByTimeAsync(4 * look)
    expect(changes).toBe(1)
    now = reading('2026-12-01')
    await vi.advanceTimersByTimeAsync(4 * look)
    expect(changes).toBe(2)
  })

  it('does not believe what is there for a moment only, while a policy is written anew', async () => {
    now = missing
    await vi.advanceTimersByTimeAsync(look)
    now = reading('2026-12-01')
    await vi.advanceTimersByTimeAsync(3 * look)
    expect(changes).toBe(0)
  })

  it('says nothing once it has ended', async () => {
    stop()
    now = missing
    await vi.advanceTimersByTimeAsync(4 * look)
    expect(changes).toBe(0)
  })
})
