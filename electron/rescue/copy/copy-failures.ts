import type { CopyFailure, StopReason } from '../../../shared/files/rescue.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'

/** The target takes nothing any more: copying stops, and goes on when it is put right. */
export class TargetFailure extends Error {
  readonly reason: StopReason
  constructor(reason: StopReason, cause?: unknown) {
    super(reason, { cause })
    this.name = 'TargetFailure'
    this.reason = reason
  }
}

/** One file cannot be copied; the others can. */
export class SourceFailure extends Error {
  readonly failure: CopyFailure
  constructor(failure: CopyFailure, cause?: unknown) {
    super(failure, { cause })
    this.name = 'SourceFailure'
    this.failure = failure
  }
}

/** The folder in which something is made or changed. */
export type TargetFolder = {
  readonly disk: Pick<LocalDisk, 'stat' | 'list' | 'guard'>
  readonly folder: string
}

/** Does something with the target; what its disk refuses becomes a reason to stop. `where` is the folder of what is made or changed. */
export async function atTarget<Value>(
  act: () => Promise<Value> | Value,
  where: TargetFolder | null = null,
): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    throw toTargetFailure(error, where)
  }
}

/** As `atTarget`, for one call that does not wait. */
export function atTargetNow<Value>(act: () => Value, where: TargetFolder): Value {
  try {
    return act()
  } catch (error) {
    throw toTargetFailure(error, where)
  }
}

function toTargetFailure(error: unknown, where: TargetFolder | null): TargetFailure {
  if (error instanceof TargetFailure) return error
  const isRefused = where !== null && isRefusedAsMissing(error) && isListable(where)
  if (!isRefused) return new TargetFailure(reasonOf(error), error)
  const guard = where.disk.guard?.()
  // Access is denied for many reasons: it is that protection only where the registry knows so.
  const isGuarded = isDenied(error) ? guard === 'on' : guard !== 'off'
  // Otherwise something else takes no files there, and the folder is there all the same.
  return new TargetFailure(isGuarded ? 'target-protected' : 'target-read-only', error)
}

function isDenied(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPERM'
}

/**
 * What a program gets that controlled folder access keeps out: making a file fails as if the folder were missing, changing one as if it
 * were not open (anthropics/claude-code#53761, marktext/marktext#2663).
 */
function isRefusedAsMissing(error: unknown): boolean {
  return ['ENOENT', 'EBADF', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function isListable({ disk, folder }: TargetFolder): boolean {
  try {
    return disk.stat(folder)?.kind === 'folder' && disk.list(folder) !== null
  } catch {
    return false
  }
}

/** Does something with the original; what its disk refuses becomes the reason why it was not copied. */
export async function atSource<Value>(act: () => Promise<Value> | Value): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof SourceFailure ? error : new SourceFailure(failureOf(error), error)
  }
}

function reasonOf(error: unknown): StopReason {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'disk-full'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'target-read-only'
    case undefined:
      return 'unexpected'
    default:
      return 'target-gone'
  }
}

function failureOf(error: unknown): CopyFailure {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EBUSY':
    case 'ETXTBSY':
    case 'EAGAIN':
      return 'locked'
    case 'EACCES':
    case 'EPERM':
      return 'access-denied'
    case 'ENOENT':
    case 'ENOTDIR':
      return 'vanished'
    case 'ELOOP':
      return 'link'
    // Downloads are switched off for this process on macOS.
    case 'EDEADLK':
      return 'cloud-only'
    case undefined:
      throw error
    default:
      return 'unreadable'
  }
}
