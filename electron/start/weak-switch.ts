/*
 * What Chromium and the desktop may be told beside Landfall's own flags. Everything else is refused in a package: a switch can open a
 * port into the window, send its requests elsewhere, trust any certificate or take the sandbox away, and new ones come with each
 * Electron. These change how the window looks or is drawn, and nothing that is trusted.
 */
const harmless: ReadonlySet<string> = new Set([
  // How it looks, and what reads it aloud.
  'force-renderer-accessibility',
  'force-device-scale-factor',
  'high-dpi-support',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  'lang',
  // Graphics drivers that are broken.
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-software-rasterizer',
  'disable-direct-composition',
  'in-process-gpu',
  'use-angle',
  'use-gl',
  // Linux: which desktop and which keyring.
  'ozone-platform',
  'ozone-platform-hint',
  'class',
  'password-store',
  // What Windows adds where it starts Landfall for a notification, and macOS for a program of the Finder.
  'embedding',
])

/** What macOS gives a program that somebody opened: a number of its process. */
const processNumber = /^psn_\d+_\d+$/

/**
 * The words that a package is not started with, without their values, in their order. Chromium takes `-x` and `--x`, and on Windows
 * `/x` as well, in any case of letters, wherever it is: also where it looks like a flag's value.
 */
export function findRefusedSwitches(
  words: readonly string[],
  own: ReadonlySet<string>,
  { system, isRoot }: { readonly system: NodeJS.Platform; readonly isRoot: boolean },
): readonly string[] {
  const refused: string[] = []
  for (const word of words) {
    // Behind it nothing is a switch, for Chromium and for us.
    if (word === '--') break
    const name = toSwitch(word, system)
    if (name === null || own.has(name) || harmless.has(name) || processNumber.test(name)) continue
    // Chromium has no sandbox for root on Linux, and does not start without this word.
    if (name === 'no-sandbox' && system === 'linux' && isRoot) continue
    refused.push(name)
  }
  return refused
}

function toSwitch(word: string, system: NodeJS.Platform): string | null {
  const form = system === 'win32' ? /^(?:--?|\/)([^=]*)/ : /^--?([^=]*)/
  const name = form.exec(word.trim())?.[1]
  return name === undefined || name === '' ? null : name.toLowerCase()
}
