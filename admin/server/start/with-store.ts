import type { AdminConfig } from '../admin-config.ts'
import type { Store } from '../store.ts'
import { openConfiguredStore } from './open-configured-store.ts'
import { waitForStopSignal } from './stop-signals.ts'

/** Does one command's work with the store, then closes it. A first Ctrl+C does not break it off: a command takes seconds. */
export async function withStore(
  config: AdminConfig,
  dataFolder: string,
  work: (store: Store) => Promise<number>,
): Promise<number> {
  void waitForStopSignal()
  const { store, close } = await openConfiguredStore(config, dataFolder, 'command')
  try {
    return await work(store)
  } finally {
    await close()
  }
}
