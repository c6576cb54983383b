import { fork } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { choicesName, journalName } from '../../../electron/rescue/copy/journal.ts'
import type { RescuePlaces } from '../../../electron/rescue/worker/rescue-places.ts'
import type { FromProcess, ToProcess, Asked } from '../../../electron/rescue/worker/rescue-protocol.ts'

export type RescueTimes = {
  readonly seconds: number
  readonly processorSeconds: number
  /** Above what the process had before it read the list. */
  readonly megabytes: number
  /** Of this process, in main's place: it receives every state. */
  readonly longestBlock: number
}

const program = fileURLToPath(new URL('../../../electron/rescue/worker/rescue-process.ts', import.meta.url))
const ticksPerSecond = 100

/** Rescues a whole tree with the process that ships, as main does it. Throws where a file was not copied. */
export async function rescueTree(
  { source, target, data }: { readonly source: string; readonly target: string; readonly data: string },
  files: number,
): Promise<RescueTimes> {
  const places: RescuePlaces = {
    listFile: path.join(data, 'files-left.ndjson'),
    journalFile: path.join(data, journalName),
    choicesFile: path.join(data, choicesName),
    roots: [source],
    target: { kind: 'ready', root: target, folder: 'From Contoso', urlLength: 50 },
  }
  await rm(places.journalFile, { force: true })
  const child = fork(program, { stdio: 'inherit' })
  const pid = child.pid ?? 0
  const tell = (message: ToProcess): void => void child.send(message)
  const answers = new Map<number, () => void>()
  let copied = (): void => undefined
  const done = new Promise<void>((resolve, reject) => {
    let isCopying = false
    copied = resolve
    child.once('exit', () => reject(new Error('the rescue has ended')))
    child.on('message', (message: FromProcess) => {
      if (message.kind === 'answer') answers.get(message.id)?.()
      if (message.kind === 'broken') reject(new Error(message.code))
      if (message.kind !== 'state') return
      const { run, totals } = message.state
      if (run.kind === 'copying') isCopying = true
      else if (isCopying && run.kind === 'copied' && totals?.all.copied.files === files) copied()
      else if (isCopying) reject(new Error(`${run.kind}: ${JSON.stringify(totals?.all)}`))
    })
  })
  const ask = (id: number, asked: Asked): Promise<void> =>
    new Promise((resolve) => {
      answers.set(id, resolve)
      tell({ kind: 'ask', id, ...asked })
    })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  try {
    tell({ kind: 'begin', machine: { kind: 'this', system: process.platform } })
    // An answer, so that everything is loaded.
    await ask(1, { verb: 'outcomes', given: [] })
    const baseline = await readMegabytes(pid)
    delay.enable()
    const began = performance.now()
    await ask(2, { verb: 'open', given: [places] })
    await ask(3, { verb: 'plan', given: [] })
    await ask(4, { verb: 'start', given: [] })
    await done
    const seconds = (performance.now() - began) / 1000
    return {
      seconds,
      processorSeconds: await readProcessorSeconds(pid),
      megabytes: (await readMegabytes(pid)) - baseline,
      // The timer's own five milliseconds are no block.
      longestBlock: delay.max / 1e6 - 5,
    }
  } finally {
    delay.disable()
    child.removeAllListeners('exit')
    child.kill()
  }
}

/** The most that a process ever had in memory. */
async function readMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function readProcessorSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
