import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { readProgress } from './store/read-progress.ts'
import type { Store } from './store/store.ts'
import { isDatabaseAway } from './store/tenant-database.ts'

/** Numbers for Prometheus. No label carries a person, a wave or an address. */
export type Metrics = {
  readonly reports: Counter<'verdict'>
  readonly signals: Counter
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly watchListeners: (count: () => number) => void
  readonly render: () => Promise<{ readonly type: string; readonly text: string }>
}

export function createMetrics({ database }: Store): Metrics {
  const registers = [new Registry()]
  const [registry = new Registry()] = registers
  collectDefaultMetrics({ register: registry })
  let listeners = (): number => 0
  new Gauge({
    name: 'landfall_event_listeners',
    help: 'Consoles that listen to this replica',
    registers,
    collect() {
      this.set(listeners())
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
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
