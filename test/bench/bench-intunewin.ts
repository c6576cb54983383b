import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ratioOf, repositoryFolder, spreadOf, writeBench } from './measure.ts'

/*
 * Packs 5 GB that cannot be made smaller for Intune. The limit is the memory that packing 1 MB takes: a stream has no
 * size. Needs three times as much room on the disk of the temporary folder.
 */
const large = 5_000_000_000
const runs = 1

const home = await mkdtemp(path.join(tmpdir(), 'landfall-bench-intunewin-'))
try {
  const small = await pack('small', 1_000_000)
  const whole = await pack('large', large)
  const ours = spreadOf([whole.megabytes])
  const theirs = spreadOf([small.megabytes])
  await writeBench({
    name: 'intunewin',
    ratio: ratioOf(ours, theirs),
    better: 'lower',
    unit: 'ours/limit, peak memory in MB',
    limit: 'packing 1 MB, same program',
    runs,
    ours,
    theirs,
    extra: {
      bytes: large,
      seconds: whole.seconds,
      megabytesPerSecond: Math.round(large / 1e6 / whole.seconds),
      isWithin200MB: whole.megabytes < 200,
    },
  })
} finally {
  await rm(home, { recursive: true, force: true })
}

async function pack(name: string, size: number): Promise<{ megabytes: number; seconds: number }> {
  const folder = path.join(home, name)
  await mkdir(folder)
  const file = await open(path.join(folder, 'setup.exe'), 'wx')
  // Blocks that repeat far beyond what deflate remembers.
  const block = randomBytes(32_000_000)
  for (let written = 0; written < size; written += block.length)
    await file.write(block.subarray(0, Math.min(block.length, size - written)))
  await file.close()
  const module = path.join(repositoryFolder, 'build/intunewin/pack-intunewin.ts')
  const request = {
    folder,
    setupFile: 'setup.exe',
    outputFolder: path.join(home, 'out'),
    isDeterministic: false,
  }
  const script = `
    const { packIntunewin } = await import(${JSON.stringify(`file://${module}`)})
    await packIntunewin(${JSON.stringify(request)})
    console.log(process.resourceUsage().maxRSS)`
  const begin = performance.now()
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`packing ${name} failed`)
  return {
    megabytes: Number(stdout) / 1000,
    seconds: Math.round((performance.now() - begin) / 100) / 10,
  }
}
