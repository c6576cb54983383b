import { describe, expect, it } from 'vitest'
import { readFolderGuard } from '../../../../../shared/computer/windows/folder-guard.ts'
import {
  RegistryUnreadable,
  type Registry,
  type RegistryValue,
} from '../../../../../shared/computer/windows/registry.ts'

const own = 'SOFTWARE\\Microsoft\\Windows Defender\\Windows Defender Exploit Guard\\Controlled Folder Access'
const policy = own.replace('SOFTWARE\\', 'SOFTWARE\\Policies\\')
type Values = Readonly<Record<string, RegistryValue>>
const mode = (number: number): Values => ({ EnableControlledFolderAccess: { kind: 'dword', number } })
const allowing = (...programs: readonly string[]): Values =>
  Object.fromEntries(programs.map((program) => [program, { kind: 'dword', number: 0 }]))
const allowed = (path: string) => `${path}\\AllowedApplications`

function registryOf(keys: Readonly<Record<string, Values>>, refused = ''): Registry {
  return {
    readKey: (_hive, path) => {
      if (path === refused) throw new RegistryUnreadable(path, 5, 'refused')
      const values = keys[path]
      return values === undefined ? null : { values: new Map(Object.entries(values)), subkeys: [] }
    },
  }
}

describe('readFolderGuard', () => {
  it.each<[string, Readonly<Record<string, Values>>, string, boolean]>([
    ['blocks', { [own]: mode(1) }, 'on', false],
    ['is off', { [own]: mode(0) }, 'off', false],
    ['only notes', { [own]: mode(2) }, 'off', false],
    ['is a kind that no one knows', { [own]: mode(7) }, 'unknown', false],
    ['is set nowhere', {}, 'unknown', false],
    ['blocks by policy, whatever the computer says', { [policy]: mode(1), [own]: mode(0) }, 'on', false],
    ['is off by policy', { [policy]: mode(0), [own]: mode(1) }, 'off', false],
    [
      'lets Landfall in',
      { [own]: mode(1), [allowed(own)]: allowing('C:\\Program Files\\Landfall\\LANDFALL.exe') },
      'on',
      true,
    ],
    [
      'lets it in by policy',
      { [own]: mode(1), [allowed(policy)]: allowing('%ProgramFiles%\\Landfall\\Landfall.exe') },
      'on',
      true,
    ],
    [
      'lets another program in',
      { [own]: mode(1), [allowed(own)]: allowing('C:\\x\\NotLandfall.exe', 'C:\\Landfall.exe\\x.exe') },
      'on',
      false,
    ],
  ])('tells that it %s', (_sentence, keys, expected, letsIn) => {
    expect(readFolderGuard(registryOf(keys))).toEqual({ mode: expected, letsIn })
  })

  it.each([own, policy, allowed(own)])('knows nothing where %s is refused', (path) => {
    expect(readFolderGuard(registryOf({ [own]: mode(1) }, path)).mode).toBe('unknown')
  })
})
