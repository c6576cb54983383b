/** A newer app may run on a system that the console has no name for. */
export function toPlatform(platform: string): 'windows' | 'macos' | 'linux' | 'other' {
  return platform === 'windows' || platform === 'macos' || platform === 'linux' ? platform : 'other'
}
