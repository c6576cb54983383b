import { existsSync } from 'node:fs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A Chromium of the system's own; undefined lets Playwright look for the one that it downloads. */
export function findChromium(): string | undefined {
  return places.find((place) => existsSync(place))
}

/** Chromium's sandbox cannot be made by root. */
export function chromiumArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : []
}
