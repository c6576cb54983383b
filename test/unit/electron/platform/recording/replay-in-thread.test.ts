import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Worker, type ResourceLimits } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordingRefused, tookTooLong } from '../../../../../electron/platform/platform.ts'
import {
  createRecordingPlatform,
  readRecordedPolicy,
} from '../../../../../electron/platform/recording/recording.ts'
import {
  createReplayPlatform,
  readReplayPolicy,
} from '../../../../../electron/platform/recording/replay-in-thread.ts'

const machine = path.resolve(import.meta.dirname, '../../../../world/machines/both-linked')
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-strangers-'))
  await cp(machine, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const request = {
  roots: [{ folder: 'C:\\Users\\amy\\OneDrive - Contoso', urlLength: 50 }],
  ignoredNames: [],
}

/** A thread that answers to be opened, and does `statement` whatever else it is asked. */
function startThreadThat(statement: string, resourceLimits: ResourceLimits = {}): Worker {
  return new Worker(
    `const { parentPort } = require('node:worker_threads')
     parentPort.on('message', ({ id, question }) => {
       if (question.kind === 'open') parentPort.postMessage({ kind: 'answer', id, value: null })
       else { ${statement} }
     })`,
    { eval: true, resourceLimits },
  )
}

const startBusyThread = (): Worker => startThreadThat('for (;;);')

describe("a stranger's recording", () => {
  it('is read in a thread as it is without one', async () => {
    const platform = await createReplayPlatform(folder)
    const plain = await createRecordingPlatform(folder)
    expect(await platform.readFacts()).toEqual(await plain.readFacts())
    expect(await platform.scan(request)).toEqual(await plain.scan(request))
    // What crosses a thread is plain bytes.
    expect((await platform.record()).machine).toEqual((await plain.record()).machine)
  })

  it('tells what its list holds, some at a time, and of its progress', async () => {
    const platform = await createReplayPlatform(folder)
    const found: string[] = []
    const left: string[] = []
    await platform.scan(request, {
      onFound: async (some) => void found.push(...some.map((one) => one.path)),
      onLeft: (some) => void left.push(...some.map((one) => one.path)),
    })
    expect(found.length).toBeGreaterThan(0)
    expect(found).toEqual(expect.arrayContaining(left))
  })

  it('is refused for the same reason', async () => {
    await writeFile(path.join(folder, 'machine.json'), 'nonsense')
    await expect(createReplayPlatform(folder)).rejects.toBeInstanceOf(RecordingRefused)
  })

  it('that takes too long is ended, and said to be unreadable', async () => {
    const limits = { open: 60_000, answer: 300, silence: 300 }
    const platform = await createReplayPlatform(folder, limits, startBusyThread)
    const facts = await platform.readFacts()
    expect(facts).toMatchObject({
      recorded: true,
      accounts: { kind: 'unreadable', reason: tookTooLong },
      context: { kind: 'unreadable', reason: tookTooLong },
    })
    expect(await platform.scan(request)).toMatchObject({ kind: 'unreadable', reason: tookTooLong })
    await expect(platform.record()).rejects.toBeInstanceOf(RecordingRefused)
  })

  it('is given up in the middle of a pattern that never ends, and the thread with it', async () => {
    const threads: Worker[] = []
    const start = (): Worker => {
      const thread = startThreadThat("/^(a+)+$/.test('a'.repeat(60) + 'b')")
      threads.push(thread)
      return thread
    }
    const platform = await createReplayPlatform(folder, { open: 60_000, answer: 300, silence: 300 }, start)
    const ended = new Promise<void>((resolve) => threads[0]?.once('exit', () => resolve()))
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 20)
    expect(await platform.readFacts()).toMatchObject({ accounts: { reason: tookTooLong } })
    await ended
    clearInterval(ticking)
    // The program that asks was at hand all the time.
    expect(ticks).toBeGreaterThan(2)
  })

  it('that fills the memory ends its thread, not the program', async () => {
    const start = (): Worker =>
      startThreadThat('const all = []; for (;;) all.push(new Array(100_000).fill({}))', {
        maxOldGenerationSizeMb: 32,
      })
    const platform = await createReplayPlatform(
      folder,
      { open: 60_000, answer: 60_000, silence: 60_000 },
      start,
    )
    await expect(platform.readFacts()).rejects.toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' })
  })

  it('has its policy read in a thread too, and not for ever', async () => {
    const key = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Landfall\\Landfall]'
    const registry = `Windows Registry Editor Version 5.00\n\n${key}\n"SourceName"="Contoso"\n`
    await writeFile(path.join(folder, 'registry.reg'), registry)
    const layers = await readReplayPolicy(folder)
    expect(layers.flatMap(({ values }) => [...values])).toContainEqual(['SourceName', 'Contoso'])
    expect(layers).toEqual(await readRecordedPolicy(folder))
    const start = (): Worker => startThreadThat('for (;;);')
    await expect(readReplayPolicy(folder, 300, start)).rejects.toThrow(tookTooLong)
  })

  it('lets a scan be ended from outside', async () => {
    const platform = await createReplayPlatform(folder)
    const ending = new AbortController()
    const reason = new Error('enough')
    const scan = platform.scan(request, {
      signal: ending.signal,
      onFound: () => ending.abort(reason),
    })
    await expect(scan).rejects.toBe(reason)
  })
})
