import type { Bell } from './live.ts'

const shortestPause = 2000

/**
 * Lets a bell through at once and what rings within two seconds after it, once, at their end: on the morning after a
 * cutover reports come by the hundred.
 */
export function spareBells(onBell: (bell: Bell) => void, signal: AbortSignal): (bell: Bell) => void {
  const waiting = new Map<string, Bell>()
  let timer: ReturnType<typeof setTimeout> | null = null
  signal.addEventListener('abort', () => {
    if (timer !== null) clearTimeout(timer)
  })
  function pause(): void {
    timer = setTimeout(() => {
      timer = null
      if (waiting.size === 0) return
      for (const bell of waiting.values()) onBell(bell)
      waiting.clear()
      pause()
    }, shortestPause)
  }
  return (bell) => {
    if (signal.aborted) return
    if (timer !== null) {
      waiting.set(bell.kind === 'person' ? `person ${bell.personId}` : bell.kind, bell)
      return
    }
    onBell(bell)
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
