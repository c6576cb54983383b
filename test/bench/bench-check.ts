// Facts and rules on a typical computer, in Windows Node under Wine, against the same registry calls made in C.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toRegBytes } from '../../electron/platform/recording/write-reg-file.ts'
import { createWinePrefix, readWineVersion, type WinePrefix } from '../windows/wine-prefix.ts'
import { typicalMachine } from './check/typical-machine.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'
import { installSides } from './windows-side.ts'

const runs = 5
const rounds = 40
const limit = 2

type OurReading = {
  readonly milliseconds: readonly number[]
  readonly codes: readonly string[]
  readonly keys: number
  readonly accounts: number
  readonly parts: Readonly<Record<string, number>>
}
type TheirReading = readonly { readonly milliseconds: number; readonly found: number }[]

const version = readWineVersion()
if (version === null) throw new Error('this bench needs Wine')
const prefix = await createWinePrefix(version)
try {
  const place = path.join(prefix.drive, 'bench')
  await install(place)
  const ours: number[] = []
  const theirs: number[] = []
  let last: OurReading | null = null
  let found = 0
  for (let run = 0; run < runs; run += 1) {
    // With the token of a person: of an elevated one's registry nothing would be judged.
    last = await read<OurReading>([
      'node.exe',
      'run-limited.mjs',
      'said.txt',
      'node.exe',
      'check-guest.mjs',
      'landfall.json',
      `${rounds}`,
      'result.json',
      'keys.txt',
    ])
    ours.push(...last.milliseconds)
    const their = await read<TheirReading>(['registry.exe', 'keys.txt', `${rounds + 20}`, 'result.json'])
    theirs.push(...their.slice(20).map(({ milliseconds }) => milliseconds))
    found = their.at(-1)?.found ?? 0
  }
  if (last?.accounts !== 3) throw new Error(`the computer is not the typical one: ${JSON.stringify(last)}`)
  const times = spreadOf(ours)
  const limits = spreadOf(theirs)
  const ratio = ratioOf(times, limits)
  await writeBench({
    name: 'check',
    ratio,
    better: 'lower',
    unit: 'ours/limit, milliseconds for one check',
    limit: `${limit}; C, the same registry calls alone`,
    runs: runs * rounds,
    ours: times,
    theirs: limits,
    extra: { keys: last.keys, keysAndValuesFound: found, codes: last.codes, partsOfOurs: last.parts },
  })
  console.log(`  of ours (ms): ${JSON.stringify(last.parts)}`)
  if (ratio > limit) {
    console.error('  above the limit')
    process.exitCode = 1
  }
} finally {
  await prefix.remove()
}

async function install(place: string): Promise<void> {
  await installSides(
    place,
    { 'check-guest': 'bench/check/check-guest.ts', 'run-limited': 'windows/guest/run-limited.ts' },
    { source: 'bench/check/registry.c', program: 'registry.exe' },
  )
  const { registry, copies, config } = typicalMachine
  await writeFile(path.join(place, 'landfall.json'), JSON.stringify(config))
  await writeFile(path.join(place, 'import.reg'), toRegBytes(registry))
  for (const [file, bytes] of copies) {
    const target = path.join(prefix.drive, file)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, bytes)
  }
  await run(['reg.exe', 'import', 'import.reg'])
}

async function read<Kind>(words: readonly string[]): Promise<Kind> {
  const result = path.join(prefix.drive, 'bench/result.json')
  await rm(result, { force: true })
  const said = await run(words)
  const text = await readFile(result, 'utf8').catch(() => {
    throw new Error(`${words[0]}: ${said}`)
  })
  return JSON.parse(text) as Kind
}

async function run(words: readonly string[]): Promise<string> {
  const output = path.join(prefix.drive, 'bench/out.txt')
  const environment = { LOCALAPPDATA: 'C:\\Users\\amy\\AppData\\Local', USERPROFILE: 'C:\\Users\\amy' }
  await (prefix satisfies WinePrefix).run('bench', words, { seconds: 120, output, environment })
  return await readFile(output, 'utf8').catch(() => '')
}
