import { create } from 'zustand'
import type { LandfallApi } from '../shared/window/requests.ts'
import type { AppState } from '../shared/window/state.ts'

declare global {
  interface Window {
    readonly landfall: LandfallApi
  }
}

/** The mirror of main's state; null until main has spoken. Filled here and nowhere else. */
export const useAppState = create<AppState | null>(() => null)

/** Fills the mirror from now on. Subscribes before it asks, so that no state is missed. */
export function mirrorState(landfall: LandfallApi): () => void {
  const stop = landfall.onState((state) => useAppState.setState(state, true))
  // Main may not serve yet: then it sends the state as soon as it does.
  landfall.ready().catch(() => {})
  return stop
}
