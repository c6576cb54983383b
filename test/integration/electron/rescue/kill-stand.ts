import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareDocuments } from '../../../../electron/rescue/documents/same-document.ts'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { createClientFolder } from '../../../world/client-folder.ts'
import { contentsOf, fingerprint, RescueStand } from './rescue-stand.ts'

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/office')
/** Real ones: the client brings down what SharePoint has written into their copies, between a kill and the next start. */
const documents = ['plan.docx', 'plan.doc', 'numbers.xlsx']

const compiled = path.resolve(import.meta.dirname, '../../../../dist/compiled')
const program = fileURLToPath(new URL('killed-program.ts', import.meta.url))

/** All kinds of names and sizes: what has to be renamed, what is empty, what needs several parts. */
const tree: Readonly<Record<string, string | Buffer>> = {
  'Plans/Draft.docx': 'a draft',
  'Plans/draft.docx': 'the same in another letter case',
  'Plans/Caf\u00e9.txt': 'composed',
  'Plans/Cafe\u0301.txt': 'decomposed',
  'plans/CON.txt': 'a device',
  'what? "this": a|b.txt': 'no name for Windows',
  'trailing dot.': '1',
  'trailing blank ': '2',
  '😀 עברית.txt': 'right to left',
  [`${'long '.repeat(50)}.txt`]: 'as long as a name may be',
  'deep/er/and/er/empty.bin': '',
  'deep/er/small.bin': Buffer.alloc(300_000, 3),
  'large.bin': Buffer.alloc(3_000_000, 'large'),
}

/** A stand with that tree, and the result that its rescue must have. */
export async function makeKillStand(): Promise<RescueStand> {
  const stand = await RescueStand.make()
  for (const [name, content] of Object.entries(tree)) await stand.put(name, content)
  for (const name of documents) await stand.put(`Real/${name}`, await readFile(path.join(fixtures, name)))
  await stand.list()
  return stand
}

/** The result of an undisturbed rescue, and how often it calls the disk. */
export async function rescueUndisturbed(): Promise<{ copies: Record<string, string>; calls: number }> {
  const stand = await makeKillStand()
  try {
    const { output } = await runKilled(stand, 0)
    return { copies: await copiesOf(stand), calls: Number(output) }
  } finally {
    await stand.remove()
  }
}

/**
 * Kills a rescue at one call to the disk, goes on, and says what is wrong; nothing where all is well. Where it `losesJournal` after that,
 * its temporary files are no one's and stay.
 */
export async function killAndResume(
  calls: readonly number[],
  expected: Readonly<Record<string, string>>,
  losesJournal = false,
): Promise<string[]> {
  const stand = await makeKillStand()
  try {
    const before = await fingerprint(stand.old)
    const wrong: string[] = []
    for (const call of calls) {
      const { signal } = await runKilled(stand, call)
      if (signal === null) break
      wrong.push(...(await findHalf(stand)))
    }
    if (losesJournal) await rm(stand.places.journalFile, { force: true })
    // Goes on as the next start of the app does; that nothing kills this one saves a process.
    const client = createClientFolder(stand.new, createPosixDisk())
    client.upload()
    client.bringDown()
    const rescueMachine = await stand.rescue(stand.start({ disk: client.disk }))
    if (stand.state.run.kind !== 'copied') wrong.push(`ended as ${stand.state.run.kind}`)
    const settled = (await rescueMachine.outcomes())?.copied.files
    if (settled !== Object.keys(expected).length) wrong.push(`${settled} are said to be copied`)
    const copies = await copiesOf(stand)
    if (losesJournal) for (const name of Object.keys(copies)) if (isTemporary(name)) delete copies[name]
    for (const name of new Set([...Object.keys(copies), ...Object.keys(expected)])) {
      if (copies[name] !== expected[name])
        wrong.push(`${name}: ${copies[name] === undefined ? 'is missing' : 'should not be so'}`)
    }
    if ((await fingerprint(stand.old)) !== before) wrong.push('the old folder was changed')
    return wrong.map((one) => `killed at ${calls.join(', ')}: ${one}`)
  } finally {
    await stand.remove()
  }
}

/** What is in the new OneDrive: of a document that it is one of ours, by its content, whatever SharePoint has written into it. */
async function copiesOf(stand: RescueStand): Promise<Record<string, string>> {
  const copies = await stand.copies()
  for (const name of Object.keys(copies)) {
    const document = documents.find((one) => one === path.basename(name))
    if (document === undefined) continue
    const original = path.join(fixtures, document)
    const { same } = await compareDocuments(original, path.join(stand.new, name), () => undefined)
    if (same === 'bytes' || same === 'content') copies[name] = document
  }
  return copies
}

/** Files that have a final name and not the content of any original. */
async function findHalf(stand: RescueStand): Promise<string[]> {
  const whole = new Set([...documents, ...Object.values(await contentsOf(stand.old))])
  const copies = Object.entries(await copiesOf(stand)).filter(([name]) => !isTemporary(name))
  return copies.filter(([, content]) => !whole.has(content)).map(([name]) => `${name} is half`)
}

function isTemporary(name: string): boolean {
  return /~landfall-[0-9a-f]+-\d+\.tmp$/.test(name)
}

function runKilled(
  stand: RescueStand,
  call: number,
): Promise<{ signal: NodeJS.Signals | null; output: string }> {
  const child = spawn(process.execPath, [program, JSON.stringify(stand.places), String(call)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // Hundreds of starts: what is compiled once need not be compiled again.
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code !== 0 && signal === null) reject(new Error(`the rescue ended with ${code}`))
      else resolve({ signal, output })
    })
  })
}
