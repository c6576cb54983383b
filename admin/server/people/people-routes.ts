import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import type { FastifyReply } from 'fastify'
import type { PeopleSelection, PersonRow } from '../contract/people-routes.ts'
import { peopleRoutes } from '../contract/people-routes.ts'
import { addNote, remindPeople, removeNote, resetPerson, undoChange } from './change-person.ts'
import { writeRead, type Actor } from '../database/audit.ts'
import { findDuplicates, joinPeople } from './join-people.ts'
import { countFiltered, personColumns, streamPeople, toPersonRow, type PersonRecord } from './read-people.ts'
import { readPerson } from './read-person.ts'
import { findSorted, readPlace, writePlace } from './sort-people.ts'
import type { Store } from '../store.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** A row of the table that people are exported as. */
type CsvRow = Omit<PersonRow, 'unverified'> & {
  readonly unverifiedCode: string | null | undefined
  readonly unverifiedAt: string | undefined
}

/** The columns in their order; spreadsheets of admins rely on it, so append. */
const csvPlaces: Readonly<Record<keyof CsvRow, true>> = {
  id: true,
  sourceUpn: true,
  targetUpn: true,
  wave: true,
  direction: true,
  moveState: true,
  state: true,
  blocker: true,
  owner: true,
  devices: true,
  lastSeenAt: true,
  doneAt: true,
  remindedAt: true,
  unverifiedCode: true,
  unverifiedAt: true,
  displayName: true,
}
const csvColumns = Object.keys(csvPlaces) as (keyof CsvRow)[]

/** Everybody, one, notes, reset, reminders and exports. */
export function addPeopleRoutes(implement: Implement, { database, staleMs }: Store): void {
  implement(peopleRoutes.list, async ({ query }) => {
    const { after, limit, sort, order, ...filter } = query
    const from = after === undefined ? undefined : readPlace(after, sort)
    if (from === null) return new Refused('request.invalid', 'after: not a cursor of this endpoint')
    const [records, total] = await Promise.all([
      findSorted<PersonRecord>(database, filter, { sort, order }, personColumns, limit + 1, from),
      countFiltered(database, filter),
    ])
    const page = records.slice(0, limit)
    const last = records.length > limit ? page.at(-1) : undefined
    return {
      people: page.map(toPersonRow),
      next: last === undefined ? null : writePlace(last),
      total,
    }
  })

  implement(peopleRoutes.one, async ({ params, actor }) => {
    const person = await readPerson(database, params.id, staleMs)
    if (person === null) return new Refused('person.not-found')
    await writeRead(database, actor, { action: 'person.read', subject: params.id })
    return person
  })

  implement(peopleRoutes.addNote, async ({ params, body, actor }) => {
    const noteId = await addNote(database, actor, params.id, body.text)
    return noteId === null ? new Refused('person.not-found') : { noteId }
  })

  implement(peopleRoutes.removeNote, async ({ params, actor }) =>
    (await removeNote(database, actor, params.id, params.noteId))
      ? { noteId: params.noteId }
      : new Refused('note.not-found'),
  )

  implement(peopleRoutes.reset, async ({ params, actor }) => {
    const changeId = await resetPerson(database, actor, params.id)
    return changeId === null ? new Refused('person.not-found') : { changeId }
  })

  implement(peopleRoutes.duplicates, async () => ({ duplicates: await findDuplicates(database) }))

  implement(peopleRoutes.join, async ({ params, body, actor }) => {
    const joining = await joinPeople(database, actor, params.id, body.otherId)
    return joining.kind === 'refused' ? new Refused(joining.code) : { changeId: joining.changeId }
  })

  implement(peopleRoutes.undo, async ({ params, actor }) => {
    const undo = await undoChange(database, actor, params.id)
    return undo.kind === 'refused' ? new Refused(undo.code) : { changeId: undo.changeId }
  })

  implement(peopleRoutes.remind, ({ body, actor }) => remindPeople(database, actor, body))

  addExportRoutes(implement, database)
}

function addExportRoutes(implement: Implement, database: Store['database']): void {
  implement(peopleRoutes.exportCsv, async ({ query, actor, reply }) => {
    await writeExport(database, actor, 'csv', query)
    return attach(reply, 'text/csv; charset=utf-8', 'people.csv', streamCsv(streamPeople(database, query)))
  })

  implement(peopleRoutes.exportSelection, async ({ body, actor, reply }) => {
    await writeExport(database, actor, 'csv', body)
    return attach(reply, 'text/csv; charset=utf-8', 'people.csv', streamCsv(streamPeople(database, body)))
  })

  implement(peopleRoutes.exportJson, async ({ query, actor, reply }) => {
    await writeExport(database, actor, 'json', query)
    return attach(reply, 'application/json; charset=utf-8', 'people.json', streamJson(database, query))
  })
}

/** What was searched for may be an address: that somebody searched is enough. */
function writeExport(
  database: Store['database'],
  actor: Actor,
  format: 'csv' | 'json',
  { search, only, except, ...filter }: PeopleSelection,
): Promise<void> {
  const after = {
    format,
    ...filter,
    ...(only !== undefined && { only: only.length }),
    ...(except !== undefined && { except: except.length }),
    hasSearch: search !== undefined,
  }
  return writeRead(database, actor, { action: 'people.export', subject: null, after })
}

function attach(reply: FastifyReply, type: string, name: string, stream: Readable): FastifyReply {
  // A file that breaks off must not look whole: an error in the middle ends the connection, not the answer.
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .serializer((payload: string) => payload)
    .send(stream)
}

/** Excel, and whatever else opens CSV, gets text: each cell is quoted, and one that would start a formula begins with an apostrophe. */
function streamCsv(people: AsyncIterable<PersonRow>): Readable {
  const rows = Readable.from(toCsvRows(people))
  const sheet = stringify({
    columns: csvColumns,
    header: true,
    bom: true,
    record_delimiter: '\r\n',
    quoted: true,
    quoted_empty: true,
  })
  rows.on('error', (error) => sheet.destroy(error))
  return rows.pipe(sheet)
}

async function* toCsvRows(people: AsyncIterable<PersonRow>): AsyncGenerator<unknown[]> {
  for await (const { unverified, ...person } of people) {
    const cells: CsvRow = { ...person, unverifiedCode: unverified?.code, unverifiedAt: unverified?.at }
    yield csvColumns.map((name) => toSafeCell(cells[name]))
  }
}

function toSafeCell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  // A blank or a tab before it does not stop a spreadsheet, nor does the full-width form of a sign.
  return /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
}

function streamJson(database: Store['database'], filter: PeopleSelection): Readable {
  async function* pieces(): AsyncGenerator<string> {
    let separator = '[\n'
    for await (const person of streamPeople(database, filter)) {
      yield separator + JSON.stringify(person)
      separator = ',\n'
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n'
  }
  return Readable.from(pieces())
}
