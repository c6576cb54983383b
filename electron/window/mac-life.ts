/** What of Electron's app, its windows and the system is needed here. */
export type MacApp = {
  isReady(): boolean
  on(event: 'activate' | 'will-quit', listener: () => void): unknown
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown
}

/**
 * Finder and the Dock send “reopen” to the program that runs, and start no second one (docs/facts/deployment.md#installers). Also at the first start,
 * where no one asked for anything: that one comes before the app is ready.
 */
export function openWhenActivated(app: MacApp, show: () => void): void {
  app.on('activate', () => {
    if (app.isReady()) show()
  })
}

export type OpenWindows = () => readonly { close(): void }[]

/**
 * ⌘Q closes the windows and leaves the background. Without a window a quit is one; so is any once the system says that it shuts down,
 * and the second of two, so that no logoff is held up for good.
 */
export function stayWithoutWindow(
  app: MacApp,
  openWindows: OpenWindows,
  onShutdown: (listener: () => void) => void,
): void {
  let isShuttingDown = false
  onShutdown(() => {
    isShuttingDown = true
  })
  app.on('before-quit', (event) => {
    const windows = openWindows()
    if (isShuttingDown || windows.length === 0) return
    event.preventDefault()
    for (const window of windows) window.close()
  })
}

/** The job of the background, as its property list names it. */
export const backgroundLabel = 'com.landfall.app.background'

/**
 * A command of the shell that waits at most ten seconds for `pid` to end and then asks launchd for the background. Where the person
 * has switched it off, or an installer has ended it, launchd starts nothing.
 */
export function toStayCommand(pid: number, userId: number, launchctl = '/bin/launchctl'): string {
  const isThere = `kill -0 ${pid} 2>/dev/null`
  const wait = `n=0; while ${isThere} && [ $n -lt 50 ]; do n=$((n+1)); sleep 0.2; done`
  return `${wait}; exec ${launchctl} kickstart gui/${userId}/${backgroundLabel}`
}
