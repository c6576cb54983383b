import log from 'electron-log/node.js'
import path from 'node:path'

/** Plain details: codes, counts, ids of ours. Never a token, an address, a file name or a path of the user's. */
export type LogDetails = { readonly [key: string]: unknown }

export type LogLevel = 'error' | 'warn' | 'info'

export type Log = {
  /** The least that is written from now on. */
  setLevel(level: LogLevel): void
  info(event: string, details?: LogDetails): void
  warn(event: string, details?: LogDetails): void
  error(event: string, details?: LogDetails): void
}

const maximumBytes = 1_000_000

/** A log of one JSON object a line in `folder`, rotated at 1 MB. Errors are cut down to name, code and place. */
export function createLog(folder: string): Log {
  const logger = log.create({ logId: 'landfall' })
  logger.transports.console.level = false
  logger.transports.file.resolvePathFn = () => path.join(folder, 'landfall.log')
  logger.transports.file.maxSize = maximumBytes
  logger.transports.file.format = ({ message }) => message.data as string[]
  const write =
    (level: LogLevel) =>
    (event: string, details: LogDetails = {}) => {
      logger[level](
        JSON.stringify({ at: new Date().toISOString(), level, event, ...withoutPersons(details) }),
      )
    }
  const setLevel = (level: LogLevel): void => {
    logger.transports.file.level = level
  }
  return { setLevel, info: write('info'), warn: write('warn'), error: write('error') }
}

function withoutPersons(details: LogDetails): LogDetails {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      value instanceof Error ? toPlainError(value) : value,
    ]),
  )
}

// A message may quote an address or a path, so only what we or Node named goes to the log.
function toPlainError(error: Error): LogDetails {
  const { code, errorCode } = error as Error & { code?: unknown; errorCode?: unknown }
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(typeof errorCode === 'string' && { errorCode }),
    at: placesOf(error.stack),
  }
}

function placesOf(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => withoutFolders(line.trim()))
}

/** `at look (file:///home/amy/app/x.ts:1:2)` without the folders, which may name a person. */
function withoutFolders(line: string): string {
  // A folder's name may hold a blank.
  const start = line.endsWith(')') ? line.lastIndexOf('(') : line.indexOf('at ') + 2
  const cut = Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\'))
  return cut < start ? line : `${line.slice(0, start).trimEnd()} ${line.slice(cut + 1).replace(/\)$/, '')}`
}
