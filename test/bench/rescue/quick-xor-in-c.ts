import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { createQuickXorHash } from '../../../electron/rescue/copy/quick-xor-hash.ts'
import { ratioOf, spreadOf, type Spread } from '../measure.ts'

const run = promisify(execFile)
const source = fileURLToPath(new URL('quick-xor.c', import.meta.url))
/** What a file is read in, and how much of it is hashed. */
const partBytes = 1024 * 1024
const parts = 4096
const runs = 5

/** QuickXorHash as it ships against C with the same folding, both over 4 GB in parts of 1 MB. Throws where they disagree. */
export async function measureQuickXor(
  place: string,
): Promise<{ ratio: number; gigabytesPerSecond: number; ours: Spread; theirs: Spread }> {
  const program = path.join(place, 'quick-xor')
  await run('gcc', ['-O3', '-o', program, source])
  const hash = createQuickXorHash(partBytes)
  for (let at = 0; at < partBytes; at += 1) hash.buffer[at] = (at * 7 + (at >> 8)) & 0xff
  const ours: number[] = []
  const theirs: number[] = []
  for (let count = -1; count < runs; count += 1) {
    const began = performance.now()
    for (let part = 0; part < parts; part += 1) hash.take(partBytes)
    const our = hash.finish()
    const milliseconds = performance.now() - began
    const { stdout } = await run(program, [String(partBytes), String(parts)])
    const [their = '', theirMilliseconds = ''] = stdout.trim().split(' ')
    if (Buffer.from(our, 'base64').toString('hex') !== their) throw new Error(`${our} is not ${their}`)
    // The first of each warms the processor up.
    if (count < 0) continue
    ours.push(milliseconds)
    theirs.push(Number(theirMilliseconds))
  }
  const spreads = { ours: spreadOf(ours), theirs: spreadOf(theirs) }
  const gigabytesPerSecond = Math.round((partBytes * parts) / spreads.ours.median / 1e5) / 10
  return { ratio: ratioOf(spreads.ours, spreads.theirs), gigabytesPerSecond, ...spreads }
}
