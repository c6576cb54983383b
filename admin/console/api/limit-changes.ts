import type { ChangeEvent } from './live.ts'

const shortestPause = 2000

/**
 * Passes a change on at once, and those of the next two seconds once each, at their end: on the morning after a
 * cutover reports come by the hundred.
 */
export function limitChanges(
  onChange: (change: ChangeEvent) => void,
  signal: AbortSignal,
): (change: ChangeEvent) => void {
  const waiting = new Map<string, ChangeEvent>()
  let timer: ReturnType<typeof setTimeout> | null = null
  signal.addEventListener('abort', () => {
    if (timer !== null) clearTimeout(timer)
  })
  function pause(): void {
    timer = setTimeout(() => {
      timer = null
      if (waiting.size === 0) return
      for (const change of waiting.values()) onChange(change)
      waiting.clear()
      pause()
    }, shortestPause)
  }
  return (change) => {
    if (signal.aborted) return
    if (timer !== null) {
      waiting.set(change.kind === 'person' ? `person ${change.personId}` : change.kind, change)
      return
    }
    onChange(change)
    pause()
  }
}

/** Waits so long, or until the signal says stop. */
export function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
