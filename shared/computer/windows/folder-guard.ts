import { numberOf, type Registry, type RegistryKey } from './registry.ts'

const ownPath =
  'SOFTWARE\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\Controlled Folder Access'
const policyPath =
  'SOFTWARE\\Policies\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\Controlled Folder Access'
const program = 'landfall.exe'

/** Controlled folder access: whether it keeps programs out of folders, and whether its list lets Landfall in. */
export type FolderGuard = { readonly mode: 'on' | 'off' | 'unknown'; readonly letsIn: boolean }

/**
 * What the registry says of controlled folder access: 1 blocks, 0 and 2 (audit) let everybody in (Microsoft: "customize controlled folder
 * access"). The policy decides, then Windows' own setting. Unknown where a standard user may not read it, or nothing is set.
 */
export function readFolderGuard(registry: Registry): FolderGuard {
  const unknown: FolderGuard = { mode: 'unknown', letsIn: false }
  try {
    const keys = [policyPath, ownPath].map((path) => registry.readKey('HKEY_LOCAL_MACHINE', path))
    const mode = keys.map((key) => numberOf(key, 'EnableControlledFolderAccess')).find((one) => one !== null)
    if (mode === undefined) return unknown
    if (mode !== 1) return { mode: mode === 0 || mode === 2 ? 'off' : 'unknown', letsIn: false }
    const allowed = [policyPath, ownPath].map((path) =>
      registry.readKey('HKEY_LOCAL_MACHINE', `${path}\\AllowedApplications`),
    )
    return { mode: 'on', letsIn: allowed.some(namesProgram) }
  } catch {
    // A refusal of Windows': nothing is said of it, because nothing is known.
    return unknown
  }
}

/** Each program is the name of a value, with its whole path. */
function namesProgram(key: RegistryKey | null): boolean {
  return [...(key?.values.keys() ?? [])].some((name) => {
    const file = name.toLowerCase().replaceAll('/', '\\')
    return file === program || file.endsWith(`\\${program}`)
  })
}
