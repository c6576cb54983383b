import os from 'node:os'
import path from 'node:path'

/** Where the window keeps this person's data, found without Electron: its own rule for an app of this name. */
export function findUserData(platform: NodeJS.Platform, appName: string): string {
  const { env } = process
  const home = os.homedir()
  switch (platform) {
    case 'win32':
      return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), appName)
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', appName)
    default:
      return path.join(env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), appName)
  }
}
