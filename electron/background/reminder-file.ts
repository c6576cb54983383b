import { z } from 'zod'
import type { Config } from '../../shared/config/config.ts'
import { parseJson } from '../../shared/text/parse-json.ts'
import { noMemory, type ReminderMemory } from '../../shared/outputs/reminders.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'
import { isOfComputer } from '../platform/computer-mark.ts'

/** Beside the person's other data. */
export const reminderName = 'reminders.json'

const time = z.iso.datetime().nullable()
const schema = z.object({
  formatVersion: z.literal(1),
  move: z.string(),
  dueSince: time,
  promisedAt: time,
  doneAt: time,
  isOver: z.boolean(),
  /** The mark of the computer; not in older files. */
  computer: z.string().exactOptional(),
})

/**
 * What is remembered of this move on this computer; nothing where it is another one, or the file is damaged: what is over on one
 * computer of a person is not over on the next.
 */
export async function readReminders(
  file: string,
  config: Config,
  computer: string | null = null,
): Promise<ReminderMemory> {
  const bytes = await readIfPresent(file)
  const known = schema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8')))
  if (!known.success || known.data.move !== moveOf(config)) return noMemory
  if (!isOfComputer(known.data.computer, computer)) return noMemory
  const { dueSince, promisedAt, doneAt, isOver } = known.data
  return { dueSince, promisedAt, doneAt, isOver }
}

/** On disk before the person sees it: a promise must not be lost or made twice. */
export async function writeReminders(
  file: string,
  config: Config,
  memory: ReminderMemory,
  computer: string | null = null,
): Promise<void> {
  const content = {
    formatVersion: 1,
    move: moveOf(config),
    ...memory,
    ...(computer !== null && { computer }),
  }
  await writeDurably(file, `${JSON.stringify(content, null, 2)}\n`)
}

/** The way back is a move of its own. */
function moveOf({ source, target, plan }: Config): string {
  return `${source.tenantId} ${target.tenantId} ${plan.direction}`
}
