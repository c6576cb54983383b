import { EventEmitter, once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../../../electron/cli/run-command-line.ts'
import { parseArguments } from '../../../../../electron/context/arguments.ts'
import { platformFor } from '../../../../../electron/platform/index.ts'
import { unpackRecording } from '../../../../../electron/platform/recording/unpack-recording.ts'
import type { FoundPointer } from '../../../../../electron/rescue/mender/pointer-request.ts'
import { createPointerService } from '../../../../../electron/rescue/mender/pointer-service.ts'
import type { AskPointers } from '../../../../../shared/checks/check-machine.ts'
import type { CheckResult } from '../../../../../shared/checks/check-result.ts'
import { createQuietLog } from '../../../../unit/electron/quiet-log.ts'
import { configJson, contoso } from '../../../../unit/shared/cast.ts'
import { placeOf } from '../../../../world/left-files.ts'
import { makeWorkbook } from '../../../../world/pointers/make-workbook.ts'
import { writeShellLink } from '../../../../world/pointers/write-shell-link.ts'

const machines = path.resolve(import.meta.dirname, '../../../../world/machines')
const profile = 'C:\\Users\\amy'
const site = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com'

let folder: string
let machine: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-old-links-'))
  machine = path.join(folder, 'machine')
  await cp(path.join(machines, 'switched-and-clean'), machine, { recursive: true })
  const json = configJson({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
  await writeFile(
    path.join(machine, 'landfall.json'),
    JSON.stringify({ ...json, features: { mender: true } }),
  )
  await put(
    'OneDrive - Fabrikam\\Desktop\\Plan.lnk',
    writeShellLink({ path: `${profile}\\OneDrive - Contoso\\Plan.docx` }),
  )
  await put('OneDrive - Fabrikam\\Numbers.xlsx', makeWorkbook([`${site}/Documents/B.xlsx`]))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(name: string, content: Uint8Array): Promise<void> {
  const place = placeOf(machine, `${profile}\\${name}`)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, content)
}

const asked: Parameters<AskPointers>[0] = {
  tenantId: contoso,
  old: {
    ownFolders: [`${profile}\\OneDrive - Contoso`],
    libraryFolders: [],
    hosts: ['contoso-my.sharepoint.com'],
    site: { host: 'contoso-my.sharepoint.com', name: 'amy_lee_contoso_com' },
  },
  documents: [`${profile}\\OneDrive - Fabrikam`],
  newFolder: null,
  otherFolders: ['C:\\Users\\amy\\OneDrive - Contoso'],
}

/** A Landfall on this computer; a second one is its next start. */
async function start() {
  const changes = new EventEmitter()
  const found: FoundPointer[] = []
  const owner = { kind: 'recorded', folder: machine } as const
  const service = createPointerService({
    platform: await platformFor({ ...owner, reader: null }),
    owner,
    file: path.join(machine, 'old-links.json'),
    onFound: (some) => void found.push(...some),
    onChange: () => changes.emit('change'),
    log: createQuietLog(),
    now: () => new Date('2026-11-20T09:00:00Z'),
  })
  return { ...service, found, changed: () => once(changes, 'change') }
}

async function run(...words: string[]): Promise<string> {
  let out = ''
  await runCommandLine(parseArguments(words, 'terminal'), {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (out += text) },
    platform: 'linux',
  })
  return out
}

const linksOf = (out: string): unknown =>
  (JSON.parse(out) as CheckResult).findings
    .filter(({ code }) => code.startsWith('workplace.links'))
    .map(({ code, evidence }) => [code, evidence['found']])

describe('old links of a computer', () => {
  it('are found beside the journey, and told by the next check, the next start and the command line', async () => {
    const first = await start()
    const isChanged = first.changed()
    expect(await first.ask(asked)).toBeNull()
    await isChanged
    const reading = await first.ask(asked)
    expect(reading).toMatchObject({
      kind: 'read',
      value: { places: { desktop: { read: 1, found: 1 }, document: { read: 1, found: 1 } }, stopped: false },
    })
    expect(first.found.map(({ name, target }) => [name, target.relative])).toEqual([
      ['Plan', 'Plan.docx'],
      ['Numbers.xlsx', 'B.xlsx'],
    ])
    expect(first.mayMakeIn(`${profile}\\OneDrive - Contoso\\Desktop\\Plan.lnk`)).toBe(false)
    expect(first.mayMakeIn(`${profile}\\Desktop\\Plan.lnk`)).toBe(true)
    const kept = await readFile(path.join(machine, 'old-links.json'), 'utf8')
    expect(kept).not.toMatch(/Plan|Numbers|amy|sharepoint/)

    const second = await start()
    // Before a question no one knows where other OneDrives are.
    expect(second.mayMakeIn(`${profile}\\Desktop\\Plan.lnk`)).toBe(false)
    expect(await second.ask(asked)).toMatchObject({
      kind: 'read',
      value: { places: { desktop: { found: 1 } } },
    })
    second.stop()
    expect(linksOf(await run('--check', '--json', '--machine', machine))).toEqual([
      ['workplace.links-to-source', 2],
    ])
  })

  it('go into a recording as counts, redacted or not, and are judged there', async () => {
    const service = await start()
    const isChanged = service.changed()
    await service.ask(asked)
    await isChanged
    for (const words of [[], ['--redact']]) {
      const file = path.join(folder, `recording${words.length}.zip`)
      await run('--export', file, '--machine', machine, ...words)
      const { folder: unpacked, remove } = await unpackRecording(file)
      try {
        expect(linksOf(await run('--check', '--json', '--machine', unpacked))).toEqual([
          ['workplace.links-to-source', 2],
        ])
      } finally {
        await remove()
      }
    }
  })

  it('are not told of another organisation', async () => {
    const service = await start()
    const isChanged = service.changed()
    await service.ask(asked)
    await isChanged
    expect(
      await (await start()).ask({ ...asked, tenantId: '33333333-3333-4333-8333-333333333333' }),
    ).toBeNull()
  })

  it('are not told where no one wants them', async () => {
    const service = await start()
    const isChanged = service.changed()
    await service.ask(asked)
    await isChanged
    const json = configJson({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
    await writeFile(path.join(machine, 'landfall.json'), JSON.stringify(json))
    expect(linksOf(await run('--check', '--json', '--machine', machine))).toEqual([])
  })
})
