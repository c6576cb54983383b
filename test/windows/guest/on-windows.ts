import * as runner from 'node:test'

/**
 * Why the tests here are skipped, or false. They write a registry, so they run in a Wine prefix that
 * `run.ts` made and throws away, never on somebody's own Windows.
 */
export const skipped: string | false =
  process.env['LANDFALL_THROWAWAY_WINDOWS'] === '1' ? false : 'no throw-away Windows (Wine) here'

export function describe(name: string, body: () => void): void {
  void runner.describe(name, body)
}

/** A test that is skipped, by name, where there is no such Windows, or for a reason of its own. */
export function it(name: string, body: () => void | Promise<void>, skip: string | false = skipped): void {
  void runner.it(name, { skip }, body)
}
