import type { BrowserWindow } from 'electron'
import type { AppState } from '../../shared/window/state.ts'
import { toTaskbarProgress } from '../../shared/window/taskbar-progress.ts'

type Store = {
  readonly getState: () => Pick<AppState, 'rescue'>
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Shows in the taskbar (Windows) and the Dock (macOS) how far the copying is, until the window closes. In whole percent: a
 * quick copying would ask the system hundreds of times a second.
 */
export function showTaskbarProgress(
  window: Pick<BrowserWindow, 'setProgressBar' | 'isDestroyed'>,
  store: Store,
): () => void {
  let shown = 'none'
  return store.subscribe(() => {
    const progress = toTaskbarProgress(store.getState().rescue)
    const percent = progress.kind === 'share' ? Math.floor(progress.share * 100) : 0
    const next = progress.kind === 'share' ? `${percent} ${progress.mode}` : 'none'
    if (next === shown || window.isDestroyed()) return
    shown = next
    // A negative value takes the bar away (Electron, BrowserWindow.setProgressBar).
    if (progress.kind === 'none') window.setProgressBar(-1)
    else window.setProgressBar(percent / 100, { mode: progress.mode })
  })
}
