import { createStore, type StoreApi } from 'zustand/vanilla'
import { initialState, type AppState } from '../../shared/window/state.ts'

export type Store = StoreApi<AppState>

/** The one store. Everything the window shows is in it; only main writes it. */
export function createAppStore(
  given: Pick<AppState, 'app' | 'configuration'> & Partial<Pick<AppState, 'language'>>,
): Store {
  return createStore<AppState>(() => ({ ...initialState, ...given }))
}
