import type { ConfigReading } from '../context/config-file.ts'

const lookMilliseconds = 2 * 60_000

/**
 * Calls `onChange` when the configuration is another one than `first`, and each time after. What is being written at this moment is not
 * believed: it must read the same at two looks. Returns what ends it.
 */
export function watchSettings(
  read: () => Promise<ConfigReading>,
  first: ConfigReading,
  onChange: () => void,
): () => void {
  let known = JSON.stringify(first)
  let seen = known
  const look = async (): Promise<void> => {
    const now = JSON.stringify(await read())
    if (now !== known && now === seen) {
      known = now
      onChange()
    }
    seen = now
  }
  const timer = setInterval(() => void look(), lookMilliseconds)
  return () => clearInterval(timer)
}
