import { EventEmitter, once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryService } from '../../../../electron/journey/library-service.ts'
import { createLibraryFile } from '../../../../electron/files/kept-libraries.ts'
import { createNewAddressBook } from '../../../../electron/plan/new-addresses.ts'
import type { LibraryView } from '../../../../shared/checks/old-libraries.ts'
import type { NewAddresses, OldLibrary } from '../../../../shared/facts/old-library.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { contoso, fabrikam, read } from '../../../unit/shared/cast.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-libraries-'))
  file = path.join(folder, 'old-libraries.json')
})
afterEach(() => rm(folder, { recursive: true }))

const plans: OldLibrary = {
  folder: 'C:\\Users\\amy\\Contoso\\Plans',
  kind: 'library',
  siteUrl: 'https://contoso.sharepoint.com/sites/plans',
  owner: 'old',
}
/** The first that the window learns of. */
const id = '1'
const moved = new Map([['contoso.sharepoint.com/sites/plans', 'https://fabrikam.sharepoint.com/sites/plans']])

/** A Landfall on this disk; a second one is its next start. */
function start({ answer = null as NewAddresses, who = 'amy' } = {}) {
  const shown: (readonly LibraryView[])[] = []
  const questions: (readonly string[])[] = []
  const world = { now: new Date('2026-11-20T09:00:00Z'), answer, who }
  const changes = new EventEmitter()
  const onChange = (): void => void changes.emit('change')
  const service = createLibraryService({
    file: createLibraryFile(file, createQuietLog()),
    addresses: createNewAddressBook({
      askedFor: async () => world.who,
      ask: async (keys) => {
        questions.push(keys)
        return world.answer
      },
      onChange,
      now: () => world.now,
    }),
    show: (libraries) => shown.push(libraries),
    onChange,
  })
  const check = (seen: readonly OldLibrary[], isWhole = false, isTheirs = true, tenantId = contoso) =>
    service.ask({ tenantId, seen: read(seen), isWhole, isTheirs })
  return {
    ...service,
    world,
    shown,
    questions,
    check,
    changed: () => once(changes, 'change'),
    last: () => shown.at(-1),
  }
}

describe('the libraries of the old organisation', () => {
  it('are kept before the move, and still known when nothing of them is left on the computer', async () => {
    await start({ who: '' }).check([plans], true)
    const later = start()
    await later.check([])
    expect(later.last()).toMatchObject([{ name: 'Plans', isHere: false, now: 'unasked', isSettled: false }])
  })

  it('stay where they are not here any more before the move: it may be that they could not be read', async () => {
    await start().check([plans], true)
    await start().check([], true)
    const later = start()
    await later.check([])
    expect(later.last()).toMatchObject([{ name: 'Plans', isHere: false, isSettled: false }])
  })

  it('are not kept of somebody else, such as an elevated start', async () => {
    await start().check([plans], true, false)
    expect(await readdir(folder)).toEqual([])
  })

  it('are kept apart for each organisation that the person came from', async () => {
    const service = start()
    await service.check([plans], true)
    await service.check([{ ...plans, folder: 'C:\\Users\\amy\\Fabrikam\\X' }], false, true, fabrikam)
    const lists = JSON.parse(await readFile(file, 'utf8')) as { lists: { tenantId: string }[] }
    expect(lists.lists.map(({ tenantId }) => tenantId)).toEqual([contoso, fabrikam])
  })

  it('stay ticked off through a restart, and can be taken up again', async () => {
    const first = start()
    await first.check([plans])
    await first.settle(id, true)
    expect(first.last()).toMatchObject([{ isSettled: true }])
    await first.settle('77', true)
    const next = start()
    await next.check([plans])
    expect(next.last()).toMatchObject([{ isSettled: true }])
    await next.settle(id, false)
    await next.check([plans])
    expect(next.last()).toMatchObject([{ isSettled: false }])
  })

  it('lie whole on the disk, without a half-written file beside it', async () => {
    await start().check([plans], true)
    expect(await readdir(folder)).toEqual(['old-libraries.json'])
  })

  it('begin anew where the file is harmed, and leave alone one that cannot be read', async () => {
    await writeFile(file, '{"formatVersion":1,"lists":[')
    const service = start()
    await service.check([plans])
    expect(service.last()).toHaveLength(1)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ lists: [{ tenantId: contoso }] })
    await rm(file)
    // A folder of that name: no account can read it as a file.
    await mkdir(file)
    await start().check([plans])
    expect(await readdir(file)).toEqual([])
  })
})

describe('the new addresses', () => {
  it('come with the check after the endpoint has answered, and are opened by their library', async () => {
    const service = start({ answer: moved })
    const answered = service.changed()
    await service.check([plans])
    expect(service.shown[0]).toMatchObject([{ now: 'unasked' }])
    await answered
    await service.check([plans])
    expect(service.last()).toMatchObject([{ id, now: 'known', address: moved.values().next().value }])
    expect(service.addressOf(id)).toBe('https://fabrikam.sharepoint.com/sites/plans')
    expect(service.addressOf('77')).toBeNull()
    expect(service.questions).toHaveLength(1)
  })

  it('are not asked for before the move, or of somebody who is not waited for', async () => {
    const service = start({ answer: moved, who: '' })
    await service.check([plans], true)
    expect(service.questions).toEqual([])
  })

  it('are unknown to a person who signs in after another', async () => {
    const service = start({ answer: moved })
    const answered = service.changed()
    await service.check([plans])
    await answered
    service.world.who = 'bob'
    service.world.answer = null
    await service.check([plans])
    expect(service.last()).toMatchObject([{ now: 'unasked', address: null }])
  })

  it('stay known while the endpoint is away, and are asked for again in time', async () => {
    const service = start({ answer: moved })
    const answered = service.changed()
    await service.check([plans])
    await answered
    service.world.answer = null
    service.world.now = new Date('2026-11-20T09:11:00Z')
    await service.check([plans])
    await service.check([plans])
    expect(service.questions).toHaveLength(2)
    expect(service.last()).toMatchObject([{ now: 'known' }])
  })
})
