import fc from 'fast-check'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecording } from '../../../../admin/console/recording/open-recording.ts'
import type { OpenedRecording } from '../../../../admin/console/recording/opened-recording.ts'
import { parseArguments } from '../../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../../electron/cli/run-command-line.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { toZipBytes, type ZipPart } from '../../electron/platform/recording/zip-bytes.ts'
import { builtReader } from '../../electron/built-reader.ts'

const machinesFolder = path.resolve(import.meta.dirname, '../../../world/machines')
const macFolder = path.resolve(import.meta.dirname, '../../../fixtures/macos')
const hostileFolder = path.resolve(import.meta.dirname, '../../../fixtures/hostile')
const machines = await readdir(machinesFolder)
const macs = await readdir(macFolder)
const harms = await readdir(hostileFolder)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-console-recording-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the app's command line writes, and where it refuses. */
async function runBoth(given: readonly string[]): Promise<{ out: string; err: string }> {
  let out = ''
  let err = ''
  await runCommandLine(parseArguments(given, 'terminal'), {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    platform: 'linux',
    reader: builtReader,
  })
  return { out, err }
}

async function run(...given: readonly string[]): Promise<string> {
  const { out, err } = await runBoth(given)
  expect(err).toBe('')
  return out
}

/** A result, or the sentence of a refusal. */
async function tryRun(...given: readonly string[]): Promise<CheckResult | string> {
  const { out, err } = await runBoth(given)
  return out === '' ? err : (JSON.parse(out) as CheckResult)
}

/** The code of a refusal, or what is shown. */
async function open(bytes: Uint8Array<ArrayBuffer>): Promise<OpenedRecording | string> {
  const answer = await openRecording(new Blob([bytes]), () => undefined)
  return answer.kind === 'opened' ? answer : answer.code
}

/** All that a check says but when it was made. */
function toFound({ phase, verdict, steps, findings, machine, exitCode }: CheckResult): unknown {
  const timeless = findings.map((finding) =>
    finding.source === 'configuration' ? { ...finding, readAt: '' } : finding,
  )
  return { phase, verdict, steps, findings: timeless, machine, exitCode }
}

function toFoundOf(answer: OpenedRecording | CheckResult | string): unknown {
  if (typeof answer === 'string') throw new Error(answer)
  return toFound('result' in answer ? answer.result : answer)
}

/** A folder's files as the parts of a zip. */
async function toParts(root: string): Promise<Map<string, ZipPart>> {
  const files = await readdir(root, { recursive: true, withFileTypes: true })
  const parts = files
    .filter((file) => file.isFile())
    .map(async (file): Promise<[string, ZipPart]> => {
      const place = path.join(file.parentPath, file.name)
      const name = path.relative(root, place)
      return [name, { name, content: await readFile(place) }]
    })
  return new Map(await Promise.all(parts))
}

const bothLinked = await toParts(path.join(machinesFolder, 'both-linked'))

/** Both readers over the same zip: what the app's command line says of it, and the console. */
async function openBoth(parts: Iterable<ZipPart>, ...flags: readonly string[]) {
  const bytes = toZipBytes([...parts])
  const file = path.join(folder, 'both.zip')
  await writeFile(file, bytes)
  const app = await tryRun('--replay', file, '--check', '--json', ...flags)
  return { app, console: await open(new Uint8Array(bytes)) }
}

describe('openRecording', () => {
  it('knows the nine recorded computers', () => expect(machines).toHaveLength(9))

  it.each(machines)('finds on %s what the app finds, as it is and redacted', async (name) => {
    for (const redact of [[], ['--redact']]) {
      const file = path.join(folder, `${name}${redact.length}.zip`)
      await run('--machine', path.join(machinesFolder, name), '--export', file, ...redact)
      const opened = await open(new Uint8Array(await readFile(file)))
      if (typeof opened === 'string') throw new Error(opened)
      const app = JSON.parse(await run('--replay', file, '--check', '--json')) as CheckResult
      expect(toFound(opened.result)).toEqual(toFound(app))
      expect(opened.result.supportCode).toBe(app.supportCode)
      expect(opened.seen).toMatchObject({ verdict: app.verdict, appVersion: app.app.version })
      expect(opened.move?.source.tenantId).toBe('11111111-1111-4111-8111-111111111111')
    }
  })

  it.each(macs)('finds on the Mac %s what the app finds', async (name) => {
    const parts = await toParts(path.join(macFolder, name))
    const config = bothLinked.get('landfall.json')
    const { app, console } = await openBoth([...parts.values(), ...(config ? [config] : [])])
    expect(toFoundOf(console)).toEqual(toFoundOf(app))
  })

  it('shows what the switch would find where no one knew the plan, as the app’s window does', async () => {
    const config = JSON.parse(String(bothLinked.get('landfall.json')?.content)) as Record<string, unknown>
    const content = Buffer.from(JSON.stringify({ ...config, plan: {} }))
    const parts = new Map(bothLinked).set('landfall.json', { name: 'landfall.json', content })
    const { app, console } = await openBoth(parts.values(), '--phase', 'switch')
    expect(toFoundOf(console)).toEqual(toFoundOf(app))
    expect(console).toMatchObject({ result: { phase: 'switch' } })
  })

  it('says so where the recording brings no configuration', async () => {
    const parts = [...bothLinked.values()].filter(({ name }) => name !== 'landfall.json')
    const answer = await open(new Uint8Array(toZipBytes(parts)))
    expect(answer).toMatchObject({ move: null, result: { findings: [{ code: 'config.missing' }] } })
  })

  it.each<[string, (part: ZipPart) => ZipPart, ZipPart[]]>([
    ['Debian or macOS, in UTF-8 without saying so', (part) => ({ ...part, isUtf8Said: false }), []],
    [
      'Explorer, in one folder',
      (part) => ({ ...part, name: `Aufnahme/${String(part.name)}` }),
      [{ name: 'Aufnahme/' }],
    ],
    [
      'PowerShell 5.1, with backslashes',
      (part) => ({ ...part, name: String(part.name).replaceAll('/', '\\') }),
      [],
    ],
    [
      'Finder, with a folder of its own beside it',
      (part) => ({ ...part, name: `x/${String(part.name)}`, isUtf8Said: false }),
      [{ name: '__MACOSX/x/._machine.json' }, { name: 'x/.DS_Store' }],
    ],
  ])('takes what was packed again by %s, as the app does', async (_, change, more) => {
    const umlauts = await toParts(path.join(machinesFolder, 'umlauts'))
    const { app, console } = await openBoth([...[...umlauts.values()].map(change), ...more])
    expect(toFoundOf(console)).toEqual(toFoundOf(app))
    const plain = await openBoth(umlauts.values())
    expect(toFoundOf(console)).toEqual(toFoundOf(plain.console))
  })

  it('tells how far it is', async () => {
    const seen: number[] = []
    const parts = toZipBytes([...bothLinked.values()])
    await openRecording(new Blob([new Uint8Array(parts)]), (bytes, all) => seen.push(bytes / all))
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual(seen.toSorted((left, right) => left - right))
  })
})

const machine: ZipPart = { name: 'machine.json', content: Buffer.from('{}') }

describe('a recording from a stranger, opened in the console', () => {
  it.each(harms)('with %s is answered as by the app', async (name) => {
    const harm = await toParts(path.join(hostileFolder, name))
    const { app, console } = await openBoth(new Map([...bothLinked, ...harm]).values())
    // The app's reason is a sentence, the console's a code for one.
    if (typeof app === 'string') expect(console).toMatch(/^machine-(?:not-json|newer-format|invalid)$/)
    else expect(toFoundOf(console)).toEqual(toFoundOf(app))
  })

  it.each<[string, ZipPart[], string]>([
    ['leads out of the folder', [{ name: '../evil.txt' }], 'odd-name'],
    ['leads out from further in', [{ name: 'files/../../evil.txt' }], 'odd-name'],
    ['names a place of the whole computer', [{ name: '/etc/passwd' }], 'odd-name'],
    ['names a drive', [{ name: 'C:/Windows/x' }], 'odd-name'],
    ['uses backslashes', [{ name: 'files\\..\\..\\evil.txt' }], 'odd-name'],
    ['means a device', [{ name: 'files/con' }], 'odd-name'],
    ['holds a NUL', [{ name: 'files/x\0y' }], 'odd-name'],
    ['has an empty part', [{ name: 'files//x' }], 'odd-name'],
    ['has a long name', [{ name: `files/${'x/'.repeat(600)}` }], 'long-name'],
    ['is no part of a recording', [{ name: 'landfall.exe' }], 'no-part'],
    ['is a symbolic link', [{ name: 'files/x', mode: 0o120777 }], 'link'],
    ['is encrypted', [{ name: 'machine.json', isEncrypted: true }], 'encrypted'],
    ['lies deep', [{ name: `files/${'x/'.repeat(50)}y` }], 'too-deep'],
    ['is there twice', [machine, machine], 'twice'],
    ['differs in case only', [{ name: 'files/a' }, { name: 'files/A' }], 'twice'],
    ['is a folder too', [{ name: 'files/a' }, { name: 'files/a/b' }], 'file-and-folder'],
  ])('is refused where a file %s', async (_, parts, code) => {
    const { app, console } = await openBoth(parts)
    expect(console).toBe(code)
    expect(typeof app).toBe('string')
  })

  it('is refused where it unpacks to more than it may, whatever its headers say of its size', async () => {
    const content = Buffer.alloc(32 * 1024 * 1024)
    expect(await open(zip({ name: 'registry.reg', content }))).toBe('too-large')
    expect(await open(zip({ name: 'registry.reg', content, saidSize: 10 }))).toMatch(
      /^(?:damaged|too-large)$/,
    )
    const list = { name: 'entries.ndjson', content, saidSize: 2 ** 31 }
    expect(await open(zip(...bothLinked.values(), list))).toBe('twice')
    const others = [...bothLinked.values()].filter(({ name }) => name !== 'entries.ndjson')
    expect(await open(zip(...others, list))).toBe('too-large')
    expect(await open(zip(...others, { ...list, saidSize: 10 }))).toMatch(/^(?:damaged|too-large)$/)
  })

  it('is refused where what it holds besides the list of files would fill the page’s memory', async () => {
    const content = Buffer.alloc(4 * 1024 * 1024)
    const copies = Array.from({ length: 17 }, (_, number) => ({ name: `files/${number}`, content }))
    expect(await open(zip(...copies))).toBe('too-large')
  })

  it('is refused where it has more files than a recording', async () => {
    const parts = Array.from({ length: 2_001 }, (_, number) => ({ name: `files/${number}` }))
    expect(await open(zip(...parts))).toBe('too-many-parts')
  })

  it('is refused where it is no zip, is cut off, or has no machine.json', async () => {
    const whole = zip(...bothLinked.values())
    expect(await open(new Uint8Array(0))).toBe('no-zip')
    expect(await open(new TextEncoder().encode('hello'))).toBe('no-zip')
    expect(await open(whole.subarray(0, whole.length - 30))).toBe('no-zip')
    expect(await open(whole.subarray(40))).not.toBeInstanceOf(Object)
    expect(await open(zip({ name: 'files/x' }))).toBe('machine-missing')
  })

  it('is answered, or refused, whatever it was harmed to', async () => {
    const whole = zip(...bothLinked.values())
    const harm = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(harm, fc.nat(whole.length), async (changes, cut) => {
        const bytes = new Uint8Array(whole)
        for (const [at, byte] of changes) bytes[at] = byte
        await open(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes)
      }),
      { numRuns: 150 },
    )
  })
})

function zip(...parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(toZipBytes(parts))
}
