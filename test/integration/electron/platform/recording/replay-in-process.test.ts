import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  readerEnded,
  readerNotStarted,
  RecordingRefused,
  tookTooLong,
} from '../../../../../electron/platform/platform.ts'
import { keepReaders } from '../../../../../electron/platform/recording/keep-readers.ts'
import {
  createRecordingPlatform,
  readRecordedPolicy,
} from '../../../../../electron/platform/recording/recording.ts'
import {
  createReplayPlatform,
  readReplayPolicy,
} from '../../../../../electron/platform/recording/replay-in-process.ts'
import type { StartReplay } from '../../../../../electron/platform/recording/replay-messages.ts'
import {
  startChild,
  startReplayChild,
} from '../../../../../electron/platform/recording/start-replay-child.ts'

const machine = path.resolve(import.meta.dirname, '../../../../world/machines/both-linked')
let folder: string
let programs: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-strangers-'))
  await cp(machine, folder, { recursive: true })
  programs = await mkdtemp(path.join(os.tmpdir(), 'landfall-programs-'))
})
afterEach(async () => {
  for (const one of [folder, programs]) await rm(one, { recursive: true, force: true })
})

const request = {
  roots: [{ folder: 'C:\\Users\\amy\\OneDrive - Contoso', urlLength: 50 }],
  ignoredNames: [],
}

/** A process that answers to be opened, and does `statement` whatever else it is asked. */
function startThat(statement: string, megabytes = 256): StartReplay {
  return async (...given) => {
    const file = path.join(programs, `${Math.random()}.cjs`)
    await writeFile(
      file,
      `process.once('disconnect', () => process.exit())
       process.on('message', ({ id, question }) => {
         const answer = (value) => process.send({ kind: 'answer', id, value })
         if (question.kind === 'open') answer(null)
         else { ${statement} }
       })`,
    )
    return await startChild(pathToFileURL(file), megabytes, ...given)
  }
}

/** A process that gives a prepared answer whenever it is asked. */
function script() {
  let toSay: (id: number) => unknown = () => null
  let leave = (): void => undefined
  const seen = { starts: 0, ends: 0, asked: [] as string[] }
  const start: StartReplay = async (_folder, hear, ended) => {
    seen.starts += 1
    leave = ended
    return {
      tell: (message) => {
        if (message.kind !== 'ask') return
        seen.asked.push(message.question.kind)
        queueMicrotask(() => hear(toSay(message.id)))
      },
      end: () => {
        seen.ends += 1
        ended()
      },
      hold: () => undefined,
    }
  }
  return Object.assign(seen, {
    start,
    answers: (say: typeof toSay) => (toSay = say),
    leave: () => leave(),
  })
}

const short = { open: 60_000, answer: 300, silence: 300 }
const long = { open: 60_000, answer: 60_000, silence: 60_000 }

describe("a stranger's recording", () => {
  it('is read in a process as it is without one', async () => {
    const platform = await createReplayPlatform(folder, startReplayChild)
    const plain = await createRecordingPlatform(folder)
    expect(await platform.readFacts()).toEqual(await plain.readFacts())
    expect(await platform.scan(request)).toEqual(await plain.scan(request))
    // What crosses a channel is plain bytes.
    expect((await platform.record()).machine).toEqual((await plain.record()).machine)
  })

  it('tells what its list holds, some at a time, and of its progress', async () => {
    const platform = await createReplayPlatform(folder, startReplayChild)
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
    await expect(createReplayPlatform(folder, startReplayChild)).rejects.toBeInstanceOf(RecordingRefused)
  })

  it('that takes too long is ended, and said to be unreadable', async () => {
    const platform = await createReplayPlatform(folder, startThat('for (;;);'), short)
    const facts = await platform.readFacts()
    expect(facts).toMatchObject({
      recorded: true,
      accounts: { kind: 'unreadable', reason: tookTooLong },
      context: { kind: 'unreadable', reason: tookTooLong },
    })
    expect(await platform.scan(request)).toMatchObject({ kind: 'unreadable', reason: tookTooLong })
    await expect(platform.record()).rejects.toBeInstanceOf(RecordingRefused)
  })

  it('is given up in the middle of a pattern that never ends, and the process with it', async () => {
    let end = (): void => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const start = startThat("/^(a+)+$/.test('a'.repeat(60) + 'b')")
    const platform = await createReplayPlatform(
      folder,
      (to, hear, over) =>
        start(to, hear, () => {
          end()
          over()
        }),
      short,
    )
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 20)
    expect(await platform.readFacts()).toMatchObject({ accounts: { reason: tookTooLong } })
    await ended
    clearInterval(ticking)
    // The program that asks was at hand all the time.
    expect(ticks).toBeGreaterThan(2)
  })

  it.each([
    ['fills the memory', 'const all = []; for (;;) all.push(new Array(100_000).fill({}))'],
    ['crashes it', 'process.abort()'],
    ['lets it leave without an answer', 'process.exit(0)'],
  ])('that %s ends its process, not the program, and is said to be unreadable', async (_, statement) => {
    const platform = await createReplayPlatform(folder, startThat(statement, 32), long)
    expect(await platform.readFacts()).toMatchObject({
      accounts: { kind: 'unreadable', reason: readerEnded },
    })
    expect(await platform.scan(request)).toMatchObject({ kind: 'unreadable', reason: readerEnded })
    await expect(platform.record()).rejects.toEqual(new RecordingRefused(folder, readerEnded))
  })

  it('is refused where its process ends before it is open, or cannot be started', async () => {
    const gone = pathToFileURL(path.join(programs, 'nowhere.cjs'))
    await expect(createReplayPlatform(folder, (...given) => startChild(gone, 256, ...given))).rejects.toEqual(
      new RecordingRefused(folder, readerEnded),
    )
  })

  it.each<[string, StartReplay]>([
    ['later', () => Promise.reject(new Error('no room'))],
    [
      'at once',
      () => {
        throw new Error('no room')
      },
    ],
  ])('is asked anew where a start fails %s', async (_, fail) => {
    const refused = new RecordingRefused(folder, readerNotStarted)
    await expect(createReplayPlatform(folder, fail)).rejects.toEqual(refused)
    let starts = 0
    const first = startThat('process.exit(0)')
    const start: StartReplay = (...given) => {
      starts += 1
      return starts === 1 ? first(...given) : starts === 2 ? fail(...given) : startReplayChild(...given)
    }
    const platform = await createReplayPlatform(folder, start)
    expect(await platform.readFacts()).toMatchObject({ accounts: { reason: readerEnded } })
    expect(await platform.readFacts()).toMatchObject({ accounts: { reason: readerNotStarted } })
    expect(await platform.readFacts()).toEqual(await (await createRecordingPlatform(folder)).readFacts())
  })

  it('leaves no process behind where it is refused', async () => {
    const scripted = script()
    scripted.answers((id) => ({ kind: 'refused', id, file: 'machine.json', reason: 'nonsense' }))
    await expect(createReplayPlatform(folder, scripted.start)).rejects.toThrow('nonsense')
    expect(scripted.ends).toBe(1)
  })

  it.each([
    ['nothing', null],
    ['a text', 'in'],
    ['a kind of its own', { kind: 'obey', id: 1 }],
    ['a number that is none', { kind: 'answer', id: '1', value: null }],
    ['a list that is none', { kind: 'found', found: 7 }],
  ])('is given up where its process says %s', async (_, said) => {
    const scripted = script()
    scripted.answers(() => said)
    await expect(createReplayPlatform(folder, scripted.start)).rejects.toEqual(
      new RecordingRefused(folder, readerEnded),
    )
    expect(scripted.ends).toBe(1)
  })

  it.each([
    ['nothing', null],
    ['a text', 'all is well'],
    ['facts without accounts', { platform: 'windows', osVersion: '10', recorded: true }],
  ])(
    'is said to be unreadable where its process answers %s, and a new one is asked next',
    async (_, value) => {
      const scripted = script()
      scripted.answers((id) => ({ kind: 'answer', id, value: null }))
      const platform = await createReplayPlatform(folder, scripted.start)
      scripted.answers((id) => ({ kind: 'answer', id, value }))
      expect(await platform.readFacts()).toMatchObject({
        accounts: { kind: 'unreadable', reason: readerEnded },
      })
      expect([scripted.starts, scripted.ends]).toEqual([1, 1])
      await expect(platform.record()).rejects.toEqual(new RecordingRefused(folder, readerEnded))
      expect([scripted.starts, scripted.ends]).toEqual([2, 2])
    },
  )

  it('starts no look that was ended while its process began', async () => {
    const scripted = script()
    scripted.answers((id) => ({ kind: 'answer', id, value: null }))
    const platform = await createReplayPlatform(folder, scripted.start)
    scripted.leave()
    const ending = new AbortController()
    const scan = platform.scan(request, { signal: ending.signal })
    ending.abort(new Error('enough'))
    await expect(scan).rejects.toThrow('enough')
    expect(scripted.asked).toEqual(['open'])
  })

  it('has no process once no one waits for it, also one that was about to begin', async () => {
    const scripted = script()
    const { start, endAll } = keepReaders(scripted.start)
    const hear = (): void => undefined
    await start(folder, hear, hear)
    const second = start(folder, hear, hear)
    endAll()
    await second
    expect([scripted.starts, scripted.ends]).toEqual([2, 2])
    await expect(start(folder, hear, hear)).rejects.toThrow()
    expect(scripted.starts).toBe(2)
  })

  it('is read by a new process after its own has ended', async () => {
    let starts = 0
    const first = startThat('process.abort()')
    const start: StartReplay = async (...given) => {
      starts += 1
      return await (starts === 1 ? first : startReplayChild)(...given)
    }
    const platform = await createReplayPlatform(folder, start)
    expect(await platform.readFacts()).toMatchObject({ accounts: { kind: 'unreadable' } })
    expect(await platform.readFacts()).toEqual(await (await createRecordingPlatform(folder)).readFacts())
  })

  it('hands its process nothing of the environment but the time zone', async () => {
    process.env['LANDFALL_TEST_SECRET'] = 'a token'
    try {
      const tell = "process.send({ kind: 'failed', id, message: JSON.stringify(process.env) })"
      const platform = await createReplayPlatform(folder, startThat(tell), long)
      const told = await platform.readFacts().then(
        () => '{}',
        (error: Error) => error.message,
      )
      const environment = JSON.parse(told) as Record<string, string>
      expect(environment).toMatchObject({ TZ: Intl.DateTimeFormat().resolvedOptions().timeZone })
      // Node says which channel is its own; Windows adds where it lies.
      expect(Object.keys(environment)).not.toContain('LANDFALL_TEST_SECRET')
      if (process.platform !== 'win32')
        expect(Object.keys(environment).filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual(['TZ'])
    } finally {
      delete process.env['LANDFALL_TEST_SECRET']
    }
  })

  it('has its policy read in a process too, and not for ever', async () => {
    const key = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Landfall\\Landfall]'
    const registry = `Windows Registry Editor Version 5.00\n\n${key}\n"SourceName"="Contoso"\n`
    await writeFile(path.join(folder, 'registry.reg'), registry)
    const layers = await readReplayPolicy(folder, startReplayChild)
    expect(layers.flatMap(({ values }) => [...values])).toContainEqual(['SourceName', 'Contoso'])
    expect(layers).toEqual(await readRecordedPolicy(folder))
    await expect(readReplayPolicy(folder, startThat('for (;;);'), 300)).rejects.toThrow(tookTooLong)
  })

  it('lets a scan be ended from outside', async () => {
    const platform = await createReplayPlatform(folder, startReplayChild)
    const ending = new AbortController()
    const reason = new Error('enough')
    const scan = platform.scan(request, {
      signal: ending.signal,
      onFound: () => ending.abort(reason),
    })
    await expect(scan).rejects.toBe(reason)
  })
})
