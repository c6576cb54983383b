import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../shared/text/parse-json.ts'
import {
  reportSchema,
  receiptSchema,
  type CompletionReport,
  type Receipt,
} from '../../shared/outputs/report.ts'
import { readIfPresent, renamePatiently, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../context/log.ts'

/** A report, byte for byte as it will be sent. */
export type Envelope = { readonly report: CompletionReport; readonly json: string }

/** The last report that the endpoint took, and its receipt. */
export type Delivered = Envelope & { readonly receipt: Receipt }

/** Reports on this disk: waiting, refused, and the last one delivered. */
export type Outbox = {
  save(envelope: Envelope): Promise<void>
  /** Waiting reports, oldest first. */
  waiting(): Promise<Envelope[]>
  /** Keeps the receipt, then forgets the waiting file: in this order, so that a crash repeats, never loses. */
  markDelivered(delivered: Delivered): Promise<void>
  /** Sets a refused report aside for support; it is not sent again. */
  markRefused(id: string): Promise<void>
  lastDelivered(): Promise<Delivered | null>
}

export const deliveredName = 'delivered.receipt'

/** True for the name of a report that waits. */
export function isWaiting(name: string): boolean {
  return /^[0-9a-f-]{36}\.json$/.test(name)
}

/** True for the name of a report that the endpoint did not take. */
export function isRefused(name: string): boolean {
  return /^[0-9a-f-]{36}\.json\.refused$/.test(name)
}

const deliveredSchema = z.object({ json: z.string(), receipt: receiptSchema })

export function createOutbox(folder: string, log: Log): Outbox {
  const waitingFile = (id: string): string => path.join(folder, `${id}.json`)
  const deliveredFile = path.join(folder, deliveredName)

  async function readEnvelope(file: string): Promise<Envelope | null> {
    const bytes = await readIfPresent(file)
    if (bytes === null) return null
    const envelope = parseEnvelope(bytes.toString('utf8'))
    if (envelope === null) {
      log.warn('outbox-unreadable-report')
      await renamePatiently(file, `${file}.unreadable`)
    }
    return envelope
  }

  return {
    save: ({ report, json }) => writeDurably(waitingFile(report.id), json),

    async waiting() {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      })
      const files = names.filter(isWaiting)
      const envelopes = await Promise.all(files.map((name) => readEnvelope(path.join(folder, name))))
      return envelopes
        .filter((envelope) => envelope !== null)
        .sort((left, right) => left.report.sequence - right.report.sequence)
    },

    async markDelivered({ report, json, receipt }) {
      await writeDurably(deliveredFile, JSON.stringify({ json, receipt }))
      await rm(waitingFile(report.id), { force: true })
    },

    markRefused: (id) => renamePatiently(waitingFile(id), `${waitingFile(id)}.refused`),

    async lastDelivered() {
      const bytes = await readIfPresent(deliveredFile)
      if (bytes === null) return null
      const parsed = deliveredSchema.safeParse(parseJson(bytes.toString('utf8')))
      const envelope = parsed.success ? parseEnvelope(parsed.data.json) : null
      if (!parsed.success || envelope === null) {
        log.warn('outbox-unreadable-receipt')
        return null
      }
      return { ...envelope, receipt: parsed.data.receipt }
    },
  }
}

function parseEnvelope(json: string): Envelope | null {
  const parsed = reportSchema.safeParse(parseJson(json))
  return parsed.success ? { report: parsed.data, json } : null
}
