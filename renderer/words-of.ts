import { lastResult, type AppState } from '../shared/window/state.ts'

/**
 * Whether the words are those for a Mac: of this computer, and in a replay of the recorded one, as soon as its check has told which
 * it is.
 */
export function hasMacWords(state: Pick<AppState, 'replay' | 'check'> | null, isMac: boolean): boolean {
  if (state === null || state.replay === null) return isMac
  const platform = lastResult(state.check)?.machine.platform
  return platform === undefined ? isMac : platform === 'macos'
}
