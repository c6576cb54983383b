import { pino, type Logger } from 'pino'
import type { AdminConfig } from '../admin-config.ts'
import { exitCodes } from './exit-codes.ts'
import { startAdmin, type RunningAdmin } from './start-admin.ts'
import { waitForStopSignal } from './stop-signals.ts'

const stopMilliseconds = 22_000
const leftoverMilliseconds = 3_000

/** `serve`: runs the endpoint until a signal stops it, or its embedded database ends. */
export function serve(config: AdminConfig, dataFolder: string): Promise<number> {
  return serveUntilStopped(config, async (logger) => {
    const admin = await startAdmin(config, dataFolder, logger)
    if (config.console === undefined) logger.warn({ code: 'console.not-configured' }, 'no-console')
    return admin
  })
}

/** Runs what `start` gives until a signal stops it, or its embedded database ends. Gives the exit code. */
export async function serveUntilStopped(
  { logLevel, tls }: Pick<AdminConfig, 'logLevel' | 'tls'>,
  start: (logger: Logger) => Promise<Pick<RunningAdmin, 'stop' | 'databaseGone'>>,
): Promise<number> {
  const logger = pino({
    level: logLevel,
    base: { service: 'landfall-admin' },
    // The query may hold an address: only the path is written.
    serializers: { req: toLoggedRequest },
  })
  // Before the start: a signal in the middle of it must not leave the database behind.
  // With a certificate SIGHUP has it read again; without one a terminal that closes stops the endpoint.
  const asked = waitForStopSignal(tls === undefined ? undefined : ['SIGINT', 'SIGTERM'])
  // Supervisors wait half a minute, also for a start that hangs.
  void asked.then(() => endInTime(logger))
  const running = await start(logger)
  const end = await Promise.race([asked, running.databaseGone.then((reason) => ({ reason }))])
  if (end !== null) {
    logger.fatal({ code: end.reason ?? 'database.ended' }, 'database-ended')
    endInTime(logger)
  }
  await running.stop()
  const code = end === null ? exitCodes.ok : exitCodes.failed
  // A connection to a host that has vanished may keep the process.
  setTimeout(() => process.exit(code), leftoverMilliseconds).unref()
  return code
}

/** Ends the process even where something hangs. What was acknowledged is on disk. */
function endInTime(logger: Logger): void {
  setTimeout(() => {
    logger.error('stop-took-too-long')
    process.exit(exitCodes.failed)
  }, stopMilliseconds).unref()
}

function toLoggedRequest({ method, url }: { readonly method: string; readonly url: string }) {
  return { method, url: url.split('?', 1)[0] }
}
