import { parseAppAccount, writeAppAccount, type AppAccount } from './app-account.ts'
import {
  parseLocalState,
  parsePreferences,
  writeLocalState,
  writePreferences,
  type BrowserProfile,
} from './local-state.ts'

type Replace = (text: string) => string

const asItIs: Replace = (text) => text

/** A file of another program: Landfall reads a part of it. */
export type WorkplaceFile = 'local-state' | 'preferences' | 'app-account'

/** Which of them a path is; null for any other file. */
export function toWorkplaceFile(path: string): WorkplaceFile | null {
  const names = path.split(/[\\/]/).map((name) => name.toLowerCase())
  if (names.at(-1) === 'local state') return 'local-state'
  if (names.at(-1) === 'preferences' && names.at(-3) === 'user data') return 'preferences'
  return names.slice(0, -1).join('/').includes('/microsoft/oneauth/accounts') ? 'app-account' : null
}

/**
 * What a recording keeps of such a file: the fields that are read, never the rest, which may hold keys of the program. A file that is
 * not understood stays one, without what is in it. `replace` makes pseudonyms of names and addresses.
 */
export function keepWorkplaceFile(kind: WorkplaceFile, bytes: Uint8Array, replace: Replace = asItIs): string {
  try {
    switch (kind) {
      case 'local-state':
        return writeLocalState(parseLocalState(bytes).map((profile) => redactProfile(profile, replace)))
      case 'preferences':
        return writePreferences(
          parsePreferences(bytes).map((account) => ({
            ...account,
            address: orNull(account.address, replace),
          })),
        )
      case 'app-account':
        return writeAppAccount(redactAccount(parseAppAccount(bytes), replace))
    }
  } catch (error) {
    // The same code again when it is read: no JSON, or JSON without what is looked for.
    return error instanceof Error && error.message === 'not-json' ? 'damaged' : '[]'
  }
}

function redactProfile(profile: BrowserProfile, replace: Replace): BrowserProfile {
  return {
    ...profile,
    folder: replace(profile.folder),
    name: orNull(profile.name, replace),
    address: orNull(profile.address, replace),
  }
}

function orNull(text: string | null, replace: Replace): string | null {
  return text === null ? null : replace(text)
}

function redactAccount({ address, usedBy }: AppAccount, replace: Replace): AppAccount {
  return {
    address: orNull(address, replace),
    usedBy: usedBy?.map((app) => (app.startsWith('com.microsoft.') ? app : replace(app))) ?? null,
  }
}
