import type { AdminEvent } from '../../shared/outputs/admin-event.ts'
import type { Log } from '../context/log.ts'
import { writeAdminEvent } from '../platform/index.ts'

/** Tells this computer's event log; never of a recording, which is somebody else's computer. What it does not take is in our own log. */
export function adminTeller(
  machineFolder: string | null,
  log: Log,
): (event: AdminEvent | null) => Promise<void> {
  return async (event) => {
    if (event === null) return
    log.info('admin-event', { id: event.id })
    if (machineFolder !== null) return
    try {
      const isTaken = await writeAdminEvent(process.platform, event)
      if (!isTaken && process.platform === 'win32') log.warn('admin-event-refused', { id: event.id })
    } catch (error) {
      log.warn('admin-event-refused', { id: event.id, error })
    }
  }
}
