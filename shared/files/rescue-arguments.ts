import { z } from 'zod'
import {
  mostRows,
  rescueStatuses,
  rowOrders,
  type RescueChoice,
  type RowsQuery,
  type Waivable,
} from './rescue.ts'
import { notUploadedReasons } from './scan.ts'

const rowsQuery: z.ZodType<RowsQuery> = z.strictObject({
  from: z.int().min(0).max(10_000_000),
  count: z.int().min(0).max(mostRows),
  reason: z.enum(notUploadedReasons).nullable(),
  status: z.enum(rescueStatuses).nullable(),
  onlyRenamed: z.boolean(),
  search: z.string().max(400),
  order: z.enum(rowOrders),
  isDescending: z.boolean(),
})

// Windows goes up to 32,767 characters.
const longestPath = 40_000
const item = z.strictObject({ kind: z.literal('item'), path: z.string().min(1).max(longestPath) })
const reason = z.strictObject({ kind: z.literal('reason'), reason: z.enum(notUploadedReasons) })
const folder = z.strictObject({ kind: z.literal('folder'), folder: z.string().max(longestPath) })
const locked = z.strictObject({ kind: z.literal('protected') })
const waivable: z.ZodType<Waivable> = z.discriminatedUnion('kind', [item, reason, locked])
const choice: z.ZodType<RescueChoice> = z.discriminatedUnion('kind', [
  item,
  reason,
  folder,
  z.strictObject({ kind: z.literal('all') }),
])

/** The arguments of the requests about the rescue; a part of `requestArguments`. */
export const rescueArguments = {
  listRescue: z.tuple([rowsQuery]),
  selectForRescue: z.tuple([choice, z.boolean()]),
  planRescue: z.tuple([]),
  startRescue: z.tuple([]),
  pauseRescue: z.tuple([]),
  resumeRescue: z.tuple([]),
  stopRescue: z.tuple([]),
  askWaiver: z.tuple([waivable]),
  waive: z.tuple([]),
  dropWaiverQuestion: z.tuple([]),
  unwaive: z.tuple([waivable]),
  openRescueFolder: z.tuple([]),
}
