import { RegistryUnreadable } from './windows/registry.ts'

/** Why something could not be read, in words for a log: the place, and Windows' own code where there is one. */
export function toReason(error: unknown): string {
  if (error instanceof RegistryUnreadable && error.status !== null) {
    return `${error.path}: Win32 error ${error.status}`
  }
  return error instanceof Error ? error.message : String(error)
}
