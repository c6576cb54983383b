import type { CopyFailure, StopReason } from '../../shared/rescue.ts'

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

/** Does something with the target; what its disk refuses becomes a reason to stop. */
export async function atTarget<Value>(act: () => Promise<Value> | Value): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    throw error instanceof TargetFailure ? error : new TargetFailure(reasonOf(error), error)
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
    // macOS was told to download nothing.
    case 'EDEADLK':
      return 'cloud-only'
    case undefined:
      throw error
    default:
      return 'unreadable'
  }
}
