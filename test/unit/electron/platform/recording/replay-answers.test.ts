import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createRecordingPlatform,
  readRecordedPolicy,
} from '../../../../../electron/platform/recording/recording.ts'
import { parseAnswer, parseFromReplay } from '../../../../../electron/platform/recording/replay-answers.ts'
import type { Found, LeftFile } from '../../../../../shared/files/scan.ts'

const root = path.resolve(import.meta.dirname, '../../../../..')
const cases = path.join(root, 'test/cases')
const machines = path.join(root, 'test/world/machines')
const macs = path.join(root, 'test/fixtures/macos')

/** Folders that hold a `machine.json`. */
const recordings = [cases, machines, macs].flatMap((place) =>
  readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'machine.json')
    .map((name) => path.join(place, path.dirname(name))),
)
const bothLinked = path.join(machines, 'both-linked')
const request = {
  roots: [{ folder: 'C:\\Users\\amy\\OneDrive - Contoso', urlLength: 50 }],
  ignoredNames: [],
}

/** As it comes out of another process. */
async function toSaid<Value>(value: Value): Promise<unknown> {
  return structuredClone(await value)
}

describe('what the process that reads a recording says', () => {
  it.each(recordings.map((folder) => [path.relative(root, folder), folder]))(
    'is taken whole where it is true: %s',
    async (_, folder) => {
      const platform = await createRecordingPlatform(folder)
      const facts = await toSaid(platform.readFacts())
      expect(parseAnswer('facts', facts)).toEqual(facts)
      const record = await toSaid(platform.record())
      expect(parseAnswer('record', record)).toEqual(record)
      const policy = await toSaid(readRecordedPolicy(folder))
      expect(parseAnswer('policy', policy)).toEqual(policy)
      const told: (readonly [string, readonly Found[] | readonly LeftFile[]])[] = []
      const scan = await toSaid(
        platform.scan(request, {
          onFound: (some) => void told.push(['found', some]),
          onLeft: (some) => void told.push(['left', some]),
        }),
      )
      expect(parseAnswer('scan', scan)).toEqual(scan)
      for (const [kind, some] of told)
        expect(parseFromReplay({ kind, [kind]: some })).toEqual({ kind, [kind]: some })
    },
  )

  it('was tried with recordings of both systems', () => {
    expect(recordings.filter((folder) => folder.startsWith(macs)).length).toBeGreaterThan(2)
    expect(recordings.length).toBeGreaterThan(30)
  })

  it('is no answer with any one of its fields left out, or of another kind', async () => {
    const platform = await createRecordingPlatform(bothLinked)
    const answers = {
      facts: await toSaid(platform.readFacts()),
      record: await toSaid(platform.record()),
      policy: [{ place: 'HKLM', values: new Map([['SourceName', 'Contoso']]) }],
      scan: await toSaid(platform.scan(request)),
    }
    const believed: string[] = []
    for (const [kind, answer] of Object.entries(answers)) {
      for (const { at, spoilt } of spoil(answer))
        if (parseAnswer(kind as keyof typeof answers, spoilt) !== undefined) believed.push(`${kind} ${at}`)
    }
    // These a recording's own schema leaves out where no one was asked.
    const mayBeLeftOut =
      /^record \.machine\.(?:\w+ left out|(?:user|env|processes|disks|files|fileTimes|unreadable|links)\b)/
    expect(believed.filter((one) => !mayBeLeftOut.test(one))).toEqual([])
  })

  it.each([
    ['a file without a size', { kind: 'left', left: [{ path: 'a', modifiedAt: null, reason: 'error' }] }],
    ['a reason of its own', { kind: 'left', left: [{ path: 'a', size: 1, modifiedAt: null, reason: 'x' }] }],
    ['an entry that is a text', { kind: 'found', found: [{ path: 'a', entry: 'b' }] }],
    ['a progress without numbers', { kind: 'progress', progress: {} }],
    ['nothing', null],
  ])('is none of ours: %s', (_, said) => {
    expect(parseFromReplay(said)).toBeNull()
  })
})

type Spoilt = { readonly at: string; readonly spoilt: unknown }

/** The same with one thing in it left out, or replaced by what nothing here is. */
function* spoil(value: unknown, at = ''): Generator<Spoilt> {
  const other = Symbol('of another kind')
  yield { at: `${at} of another kind`, spoilt: other }
  if (Array.isArray(value)) {
    const [first, ...rest] = value as unknown[]
    if (value.length > 0)
      for (const one of spoil(first, `${at}[0]`)) yield { ...one, spoilt: [one.spoilt, ...rest] }
  } else if (value instanceof Map) {
    for (const [key, held] of [...(value as Map<unknown, unknown>)].slice(0, 3))
      for (const one of spoil(held, `${at}.${String(key)}`))
        yield { ...one, spoilt: new Map(value).set(key, one.spoilt) }
  } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    for (const [key, held] of Object.entries(value)) {
      const others = Object.entries(value).filter(([name]) => name !== key)
      yield { at: `${at}.${key} left out`, spoilt: Object.fromEntries(others) }
      for (const one of spoil(held, `${at}.${key}`)) yield { ...one, spoilt: { ...value, [key]: one.spoilt } }
    }
  }
}
