import { z } from 'zod'
import { mostRows, rescueStatuses, rowOrders, type RescueRequests } from './rescue.ts'
import { notUploadedReasons } from './scan.ts'

const rowsQuery = z.strictObject({
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
const waivable = z.discriminatedUnion('kind', [item, reason, locked])
const choice = z.discriminatedUnion('kind', [
  item,
  reason,
  folder,
  z.strictObject({ kind: z.literal('all') }),
])

/** The shape of the arguments of every request about the rescue; a part of `requestArguments`. */
export const rescueArguments = {
  'rescue:list': z.tuple([rowsQuery]),
  'rescue:select': z.tuple([choice, z.boolean()]),
  'rescue:plan': z.tuple([]),
  'rescue:start': z.tuple([]),
  'rescue:pause': z.tuple([]),
  'rescue:resume': z.tuple([]),
  'rescue:stop': z.tuple([]),
  'rescue:ask-waiver': z.tuple([waivable]),
  'rescue:waive': z.tuple([]),
  'rescue:drop-question': z.tuple([]),
  'rescue:unwaive': z.tuple([waivable]),
  'rescue:open-folder': z.tuple([]),
} as const satisfies { [Name in keyof RescueRequests]: z.ZodType<Parameters<RescueRequests[Name]>> }
