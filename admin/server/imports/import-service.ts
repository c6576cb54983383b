import type { FastifyInstance, FastifyReply } from 'fastify'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportView, ImportWorkKind } from '../contract/import-routes.ts'
import type { RefusalCode } from '../http/refusal.ts'
import { beginWork, watchWork, publishImportChange } from './import-work.ts'
import { findImport, withWork, type ImportResult } from './imports.ts'
import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'
import { Refused } from '../http/implement.ts'

/** Proxies wait for half a minute for an answer (Azure Front Door; nginx a minute), some for less. */
export const defaultImportAnswerMilliseconds = 2_000
/** Less than what supervisors give a service for stopping. */
const endMilliseconds = 15_000

export type ImportService = {
  /** Does the work, and answers with its result, or with 202 and how far it is where that takes long. */
  readonly answer: (
    reply: FastifyReply,
    id: string,
    kind: ImportWorkKind,
    work: () => Promise<ImportResult>,
    /** When the request came, where something was done for it before. */
    began?: number,
  ) => Promise<ImportView | Refused | FastifyReply>
}

/** Works on imports beyond the request that asked for it; the endpoint ends when they are done, or 15 seconds later. */
export function createImportService(
  app: FastifyInstance,
  database: TenantDatabase,
  answerMilliseconds: number,
): ImportService {
  const underWay = new Set<Promise<unknown>>()
  let endsAt = Infinity
  app.addHook('preClose', async () => {
    endsAt = performance.now() + endMilliseconds
  })
  app.addHook('onClose', async () => {
    const left = Math.max(0, endsAt - performance.now())
    if (underWay.size === 0) return
    const tooLate = new AbortController()
    await Promise.race([
      Promise.allSettled(underWay),
      delay(left, undefined, { signal: tooLate.signal }).catch(() => {}),
    ])
    tooLate.abort()
  })

  return {
    async answer(reply, id, kind, work, began = performance.now()) {
      const found = await findImport(database, id)
      if (found === null) return new Refused('import.not-found')
      if (!(await beginWork(database, id, kind))) return new Refused('import.under-way')
      let isLate = false
      const doing = work()
      const isInTime = Promise.race([
        doing.then(
          () => true,
          () => true,
        ),
        delay(Math.max(0, began + answerMilliseconds - performance.now()), false, { ref: false }),
      ])
      const working = watchWork(database, id, doing, { codeOf, isLate: () => isLate })
      const kept = working.catch(() => {}).finally(() => underWay.delete(kept))
      underWay.add(kept)
      // Decided when the work itself ends: what is noted after that may take as long as it likes.
      if (await isInTime) {
        const result = await working
        return result.kind === 'refused' ? new Refused(result.code) : result.view
      }
      isLate = true
      void tellOfEnd(working, id)
      // Not read anew: every connection may be waiting for this work by now.
      return reply.code(202).send(withWork(found, { kind, failure: null }))
    },
  }

  async function tellOfEnd(working: Promise<ImportResult>, id: string): Promise<void> {
    try {
      await working
    } catch (error) {
      const { name, code, stack } = error as Error & { code?: string }
      if (isDatabaseAway(error)) app.log.warn({ code, importId: id }, 'import-failed')
      else app.log.error({ name, code, stack, importId: id }, 'import-failed')
    }
    await publishImportChange(database, id).catch(() => {})
  }
}

function codeOf(result: ImportResult): RefusalCode | null {
  return result.kind === 'refused' ? result.code : null
}
