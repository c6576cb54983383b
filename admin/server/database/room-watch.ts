import { statfs } from 'node:fs/promises'
import { isDatabaseAway, type TenantDatabase } from './tenant-database.ts'
import { queryRows, sql } from './statement.ts'

/** How much the database holds and how much more it may, in bytes; null where that is unknown. */
export type Room = {
  readonly used: number | null
  /** The limit of the configuration. */
  readonly limit: number | null
  /** On the disk of the embedded database. */
  readonly free: number | null
}

/**
 * Whether there is room for more reports. They are refused while there is none, before the disk is full: plans, the console and
 * the database's own work need the rest of it. What is deleted is not given back by PostgreSQL before a `vacuum full`.
 */
export type RoomWatch = {
  readonly room: () => Room
  readonly isFull: () => boolean
  /** Measures now; else it does so every minute. */
  readonly measure: () => Promise<void>
  readonly stop: () => void
}

export type RoomOptions = {
  /** Megabytes (1024²) that the database may have; without it any number. */
  readonly databaseMegabytes?: number | undefined
  /** The folder of the embedded database, and the megabytes that its disk has to have left. */
  readonly disk?: { readonly folder: string; readonly freeMegabytes: number } | undefined
  /** Hears once when there is little room left and once when there is none, each time that comes about. */
  readonly onLittle?: (room: Room, level: 'nearly-full' | 'full') => void
}

const measureMilliseconds = 60_000
const megabyte = 1024 ** 2
const nearly = 0.8

/** Begins by measuring. What cannot be measured changes nothing: a database that is away refuses reports by itself. */
export async function watchRoom(
  { pool }: TenantDatabase,
  { databaseMegabytes, disk, onLittle = () => {} }: RoomOptions,
): Promise<RoomWatch> {
  const limit = databaseMegabytes === undefined ? null : databaseMegabytes * megabyte
  const leastFree = disk === undefined ? 0 : disk.freeMegabytes * megabyte
  let room: Room = { used: null, limit, free: null }
  let level: 'room' | 'nearly-full' | 'full' = 'room'

  async function measure(): Promise<void> {
    const free = disk === undefined ? null : await freeOf(disk.folder)
    room = { ...room, free }
    try {
      const rows = await queryRows(
        pool,
        sql<{ bytes: string }>`select pg_database_size(current_database())::text as bytes`,
      )
      room = { ...room, used: Number(rows[0]?.bytes) }
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
    }
    const now = levelOf(room, leastFree)
    if (now !== level && now !== 'room') onLittle(room, now)
    level = now
  }

  await measure()
  const timer = setInterval(() => void measure().catch(() => {}), measureMilliseconds).unref()
  return { room: () => room, isFull: () => level === 'full', measure, stop: () => clearInterval(timer) }
}

function levelOf({ used, limit, free }: Room, leastFree: number): 'room' | 'nearly-full' | 'full' {
  const isOver = (part: number): boolean => used !== null && limit !== null && used >= limit * part
  const isShort = (part: number): boolean => free !== null && free < leastFree / part
  if (isOver(1) || isShort(1)) return 'full'
  return isOver(nearly) || isShort(nearly / 2) ? 'nearly-full' : 'room'
}

async function freeOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
