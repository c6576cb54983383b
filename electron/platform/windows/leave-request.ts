import { markerKey } from '../../../shared/installation/app-id.ts'
import { RegistryUnreadable, type Registry } from '../../../shared/computer/windows/registry.ts'
import { leaveValue } from '../../../shared/installation/leave-request.ts'

/** What the value of the installer says, null where there is none or it cannot be read: then no one is asked. */
export function readLeaveRequest(registry: Registry): string | null {
  try {
    const value = registry.readKey('HKEY_LOCAL_MACHINE', markerKey)?.values.get(leaveValue)
    return value?.kind === 'string' ? value.text : null
  } catch (error) {
    if (error instanceof RegistryUnreadable) return null
    throw error
  }
}
