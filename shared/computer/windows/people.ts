import { withoutEnd } from '../../text/without-end.ts'
import { expand } from './expand.ts'
import { textOf, type Registry } from './registry.ts'

const profilesPath = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList'
/** More than one computer ever has; beyond that the number says nothing new. */
const mostProfiles = 500
/** Windows' own accounts, by the last number of their SID: administrator, guest, and those that Windows uses for itself. */
const ownNumbers: ReadonlySet<string> = new Set(['500', '501', '503', '504'])

/**
 * How many people have a profile on this computer: those of the person's own directory, so that a local account for repairs is none of
 * them. The number alone leaves this function. Null where the person's own profile is not in the list. Throws where it cannot be read
 * (docs/facts/sync-client.md#profiles).
 */
export function countPeople(registry: Registry, environment: (name: string) => string | null): number | null {
  const own = toComparable(environment('USERPROFILE') ?? '')
  const sids = registry.readKey('HKEY_LOCAL_MACHINE', profilesPath, undefined, [])?.subkeys ?? []
  if (sids.length > mostProfiles) throw new Error('too-many')
  const mine = sids.find((sid) => {
    const key = registry.readKey('HKEY_LOCAL_MACHINE', `${profilesPath}\\${sid}`, undefined, [
      'ProfileImagePath',
    ])
    const path = textOf(key, 'ProfileImagePath')
    return path !== null && own !== '' && toComparable(expand(path, environment)) === own
  })
  if (mine === undefined) return null
  const directory = directoryOf(mine)
  return sids.filter((sid) => directoryOf(sid) === directory && !ownNumbers.has(sid.split('-').at(-1) ?? ''))
    .length
}

/** `S-1-12-1` of an account of Entra, `S-1-5-21-…` without its last number of any other. */
function directoryOf(sid: string): string {
  return /^S-1-12-1-/i.test(sid) ? 'S-1-12-1' : sid.split('-').slice(0, -1).join('-').toUpperCase()
}

function toComparable(path: string): string {
  return withoutEnd(path).toLowerCase()
}
