import type { Platform } from './platform.ts'

/** A computer that is asked only once the person has agreed; until then `quiet` answers. */
export type AskFirst = { readonly platform: Platform; readonly allow: () => void }

/** Watchers are notified when it is allowed, and then of each change. */
export function createAskFirst(quiet: Platform, real: Platform): AskFirst {
  let now = quiet
  const onAllowed = new Set<() => void>()
  return {
    platform: {
      readFacts: () => now.readFacts(),
      scan: (request, options) => now.scan(request, options),
      record: () => now.record(),
      open: (remedy, target) => now.open(remedy, target),
      watch: (onChange) => {
        let end = now.watch(onChange)
        const again = (): void => {
          end()
          end = now.watch(onChange)
        }
        onAllowed.add(again)
        return () => {
          onAllowed.delete(again)
          end()
        }
      },
    },
    allow: () => {
      if (now === real) return
      now = real
      for (const again of onAllowed) again()
    },
  }
}
