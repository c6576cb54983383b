import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../../shared/text/parse-json.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'

/** In the folder of one computer: its random id, and how many reports it has made. */
export const installationName = 'installation.json'
/** Beside it: how many signals there were, and what the last one said. */
export const signalName = 'signal.json'

const installationSchema = z.object({ deviceId: z.guid(), sequence: z.int().min(0) })

/** What this installation remembers of itself: a random id, and how many reports it has made. */
export type Installation = z.infer<typeof installationSchema>

/** Reads the installation's file. A damaged one is replaced: a new id costs a row, a stuck app costs a person. */
export async function readInstallation(file: string): Promise<Installation> {
  const bytes = await readIfPresent(file)
  const known = installationSchema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8')))
  if (known.success) return known.data
  const made: Installation = { deviceId: randomUUID(), sequence: 0 }
  await writeDurably(file, JSON.stringify(made))
  return made
}

/** Counts one report more, on disk before the report is. */
export async function countReport(file: string, installation: Installation): Promise<Installation> {
  const next: Installation = { ...installation, sequence: installation.sequence + 1 }
  await writeDurably(file, JSON.stringify(next))
  return next
}
