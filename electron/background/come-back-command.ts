import { markerKey } from '../../shared/installation/app-id.ts'
import { leaveValue } from '../../shared/installation/leave-request.ts'
import { endCommands } from '../../shared/installation/traces.ts'

/**
 * Waits, at most ten minutes, until the installer's value is gone, and then starts the program if it is still there; after an
 * uninstallation it removes what Electron wrote for this person. Where the organisation forbids the command prompt, Landfall comes
 * back at the next logon.
 */
export function toComeBackCommand(program: string): string {
  const isAsked = `reg query HKLM\\${markerKey} /v ${leaveValue} /reg:64 >nul 2>nul`
  const start = `(if exist "${program}" (start "" "${program}" --background) else (${endCommands.join(' & ')}))`
  return `for /l %i in (1,1,600) do @(ping -n 2 127.0.0.1 >nul & ${isAsked} || (${start} & exit))`
}
