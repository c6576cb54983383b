import { expect, it } from 'vitest'
import { killAndResume, rescueUndisturbed } from './kill-stand.ts'

/** The bench `rescue -- --kills` does all of them, and in pairs. */
const kills = 12

it(
  'continues after it was killed, wherever that was, with the same result',
  { timeout: 600_000 },
  async () => {
    const { copies, calls } = await rescueUndisturbed()
    expect(Object.keys(copies)).toHaveLength(16)
    // Other ones each time; a failure names them.
    const first = 1 + Math.floor((Math.random() * calls) / kills)
    const points = Array.from({ length: kills }, (_, number) => first + Math.floor((number * calls) / kills))
    // Between two kills: after the names were given and before that was written down, then before they were compared.
    expect(await killAndResume([calls - 19, calls - 47], copies)).toEqual([])
    // After the names of some were given: what is there is met by its content.
    expect(await killAndResume([calls - 19], copies, true)).toEqual([])
    expect(await killAndResume([calls - 33], copies, true)).toEqual([])
    // Of two names that OneDrive takes for one, only the first was given: the second has the number that it would have had.
    expect(await killAndResume([calls - 58], copies, true)).toEqual([])
    expect(await killAndResume([calls - 73], copies, true)).toEqual([])
    // The same of two documents, which have no size to be known by.
    expect(await killAndResume([calls - 82], copies, true)).toEqual([])
    expect(await killAndResume([calls - 85], copies, true)).toEqual([])
    const half = Math.ceil(points.length / 2)
    const wrong = await Promise.all([
      killEach(points.slice(0, half), copies),
      killEach(points.slice(half), copies),
    ])
    expect(wrong.flat()).toEqual([])
  },
)

async function killEach(points: readonly number[], copies: Record<string, string>): Promise<string[]> {
  const wrong: string[] = []
  for (const point of points) wrong.push(...(await killAndResume([point], copies)))
  return wrong
}
