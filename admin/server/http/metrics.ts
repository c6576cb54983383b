import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { readProgress } from '../progress/read-progress.ts'
import type { Room, RoomWatch } from '../database/room-watch.ts'
import type { Store } from '../store.ts'
import { isDatabaseAway } from '../database/tenant-database.ts'

/** Numbers for Prometheus. No label carries a person, a wave or an address. */
export type Metrics = {
  readonly reports: Counter<'verdict'>
  readonly signals: Counter
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly watchListeners: (count: () => number) => void
  readonly watchWaiting: (count: () => number) => void
  readonly render: () => Promise<{ readonly type: string; readonly text: string }>
}

export function createMetrics({ database }: Store, room?: RoomWatch): Metrics {
  const registers = [new Registry()]
  const [registry = new Registry()] = registers
  collectDefaultMetrics({ register: registry })
  let listeners = (): number => 0
  let waiting = (): number => 0
  new Gauge({
    name: 'landfall_event_listeners',
    help: 'Consoles that listen to this replica',
    registers,
    collect() {
      this.set(listeners())
    },
  })
  new Gauge({
    name: 'landfall_waiting_apps',
    help: 'Apps that wait at this replica to hear of their move',
    registers,
    collect() {
      this.set(waiting())
    },
  })
  new Gauge({
    name: 'landfall_people',
    help: 'People by state',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset()
      try {
        const { overall } = await readProgress(database)
        for (const [state, people] of Object.entries(overall))
          if (state !== 'people') this.set({ state }, people)
      } catch (error) {
        // The other numbers are wanted most when the database is away.
        if (!isDatabaseAway(error)) throw error
      }
    },
  })
  new Gauge({
    name: 'landfall_database_connections_waiting',
    help: 'Requests that wait for a connection to the database',
    registers,
    collect() {
      this.set(database.pool.waitingCount)
    },
  })
  if (room !== undefined) addRoom(registers, room)
  return {
    reports: new Counter({
      name: 'landfall_reports_total',
      help: 'Reports that were answered with a receipt, repeated ones too',
      labelNames: ['verdict'],
      registers,
    }),
    signals: new Counter({
      name: 'landfall_signals_total',
      help: 'Signed words without a sign-in',
      registers,
    }),
    requests: new Histogram({
      name: 'landfall_request_seconds',
      help: 'Time to answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    watchListeners: (count) => void (listeners = count),
    watchWaiting: (count) => void (waiting = count),
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}

/** A gauge is absent while its value is unknown: zero would be a wrong number. */
function addRoom(registers: Registry[], watch: RoomWatch): void {
  for (const [name, help, read] of [
    ['landfall_database_bytes', 'What the database takes on its disk', ({ used }) => used],
    ['landfall_database_limit_bytes', 'What it may take; with it reports are refused', ({ limit }) => limit],
    ['landfall_disk_free_bytes', 'What the disk of the embedded database has left', ({ free }) => free],
  ] as const satisfies readonly (readonly [string, string, (room: Room) => number | null])[])
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read(watch.room())
        if (value === null) this.remove()
        else this.set(value)
      },
    })
  new Gauge({
    name: 'landfall_database_full',
    help: '1 while reports and signals are refused for want of room',
    registers,
    collect() {
      this.set(watch.isFull() ? 1 : 0)
    },
  })
}
