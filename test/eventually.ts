import { vi } from 'vitest'

/** Waits until `check` holds, as long as a machine five times as slow may take. The runner's own limit is one second. */
export function eventually<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 100_000 })
}
