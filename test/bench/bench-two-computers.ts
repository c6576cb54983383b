// One person with two computers and one new OneDrive: 5,000 files each, 2,500 names the same, half of these with the same content.
import { createDriveFiles } from '../world/graph/drive-files.ts'
import { Computer, fillTwo } from '../integration/electron/rescue/two-computers.ts'
import { spreadOf, writeBench } from './measure.ts'

const count = Number(process.argv[2] ?? 5_000)
const expected = 1.75 * count

/** What is wrong after both have rescued; nothing where all is well. `isAsked`: Graph tells before the copy. */
async function rescueBoth(isAsked: boolean): Promise<{ wrong: string[]; seconds: number }> {
  const drive = createDriveFiles()
  const computers = [
    await Computer.make('DESKTOP-7AB', drive),
    await Computer.make('LAPTOP-9', drive),
  ] as const
  try {
    await fillTwo(computers[0].stand, computers[1].stand, count)
    const began = performance.now()
    for (const computer of computers) {
      await computer.rescue(isAsked ? drive : null)
      computer.synchronise()
    }
    for (const computer of computers) await computer.prove(drive)
    const seconds = (performance.now() - began) / 1000
    const wrong: string[] = []
    if (drive.paths().length !== expected) wrong.push(`${drive.paths().length} files in the drive`)
    const folders = new Set(drive.paths().map((name) => name.split('/')[0]))
    if (folders.size !== 1) wrong.push(`${folders.size} folders in the drive`)
    for (const { rescueMachine } of computers) {
      const proven = (await rescueMachine.outcomes())?.proven.files
      if (proven !== count) wrong.push(`${proven} proven on one computer`)
    }
    return { wrong, seconds }
  } finally {
    for (const computer of computers) await computer.remove()
  }
}

const runs = [await rescueBoth(true), await rescueBoth(false)]
const wrong = runs.flatMap((run) => run.wrong)
for (const line of wrong) console.error(`  ${line}`)
const seconds = runs.map((run) => run.seconds)
await writeBench({
  name: 'two-computers',
  ratio: wrong.length,
  better: 'lower',
  unit: `wrong after two rescues of ${count} files each: Graph asked, and Graph shut`,
  limit: '0',
  runs: runs.length,
  ours: spreadOf(seconds),
  theirs: spreadOf([0]),
  extra: { filesInTheDrive: expected },
})
if (wrong.length > 0) process.exitCode = 1
