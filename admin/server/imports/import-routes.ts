import type { FastifyInstance, FastifyRequest } from 'fastify'
import { setTimeout as delay } from 'node:timers/promises'
import { importRoutes, type ImportKind } from '../contract/import-routes.ts'
import { readApart } from './read-apart.ts'
import { sayReason } from './reason.ts'
import {
  applyImport,
  discardImport,
  findImport,
  listImports,
  previewAgain,
  previewImport,
  undoImport,
} from './imports.ts'
import { keepFile } from './keep-file.ts'
import type { Store } from '../store.ts'
import { createImportService } from './import-service.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** A map of a million people is about 150 MB; who has more takes it in parts, or by command. */
const fileLimit = 192 * 1024 * 1024

/** Upload, look, take, take back. The app is one of its own: here a file is taken as it is. */
export function addImportRoutes(
  app: FastifyInstance,
  implement: Implement,
  { database }: Store,
  sourceTenantId: string,
  answerMilliseconds: number,
): void {
  for (const type of ['application/octet-stream', 'text/csv', 'text/plain']) {
    app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: fileLimit }, (_request, body, done) =>
      done(null, body),
    )
  }

  const reader = (turn: 'in-turn' | 'at-once') => (kind: ImportKind, bytes: Uint8Array) =>
    readApart(kind, bytes, sourceTenantId, turn)
  const readFile = reader('in-turn')
  const service = createImportService(app, database, answerMilliseconds)

  implement(
    importRoutes.preview,
    async ({ query, actor, request, reply }) => {
      const bytes = fileOf(request)
      if (bytes === null) return new Refused('request.unsupported-type')
      const began = performance.now()
      const reading = readFile(query.kind, bytes)
      const read = await Promise.race([reading, delay(answerMilliseconds, null, { ref: false })])
      if (read?.kind === 'refused')
        return new Refused('import.unreadable', sayReason(read.reason), read.reason)
      const id = await keepFile(database, actor, { ...query, bytes }, read)
      return service.answer(reply, id, 'look', async () => previewImport(database, id, await reading), began)
    },
    { bodyLimit: fileLimit, config: { takesFile: true } },
  )

  implement(importRoutes.list, async () => ({ imports: await listImports(database) }))

  implement(
    importRoutes.one,
    async ({ params }) => (await findImport(database, params.id)) ?? new Refused('import.not-found'),
  )

  implement(importRoutes.apply, ({ params, body, actor, reply }) =>
    service.answer(reply, params.id, 'take', () =>
      applyImport(database, actor, params.id, body.rows, reader('at-once')),
    ),
  )

  implement(importRoutes.look, ({ params, reply }) =>
    service.answer(reply, params.id, 'look', () => previewAgain(database, params.id, readFile)),
  )

  implement(importRoutes.discard, async ({ params, actor }) => {
    const result = await discardImport(database, actor, params.id)
    return result.kind === 'refused' ? new Refused(result.code) : { id: params.id }
  })

  implement(importRoutes.undo, ({ params, actor, reply }) =>
    service.answer(reply, params.id, 'undo', () => undoImport(database, actor, params.id)),
  )
}

function fileOf({ body }: FastifyRequest): Buffer | null {
  return Buffer.isBuffer(body) ? body : null
}
