import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPointerPlaces } from '../../../../../shared/computer/windows/pointer-places.ts'
import type { WindowsSystem } from '../../../../../shared/computer/windows/windows-system.ts'
import { createRecordedRegistry } from '../../../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../../../shared/recording/reg-file.ts'

const profile = 'C:\\Users\\amy'
const plan = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents/Plan.docx'
const entry = `[F00000001][T01DC5A1B7C4D7F80]*${plan}`
const word = 'HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Word'

function systemOf(
  reg = '',
  state: string | Error | null = null,
): Pick<WindowsSystem, 'registry' | 'environment' | 'knownFolder' | 'hasClientFiles' | 'readSmallFile'> {
  const file = parseRegFile(Buffer.from(`Windows Registry Editor Version 5.00\n\n${reg}`))
  if (file.kind === 'refused') throw new Error(`line ${file.line}: ${file.reason}`)
  const variables: Readonly<Record<string, string>> = {
    USERPROFILE: profile,
    APPDATA: `${profile}\\AppData\\Roaming\\`,
    LOCALAPPDATA: `${profile}\\AppData\\Local`,
  }
  return {
    registry: createRecordedRegistry(file),
    environment: (name) => variables[name] ?? null,
    knownFolder: () => `${profile}\\Desktop`,
    hasClientFiles: true,
    readSmallFile: (path) => {
      if (state instanceof Error) throw state
      if (state === null || !path.includes('Chrome')) return null
      return { bytes: Buffer.from(state), readWrittenAt: () => null }
    },
  }
}

const read = (...of: Parameters<typeof systemOf>): ReturnType<typeof readPointerPlaces> =>
  readPointerPlaces(systemOf(...of) as WindowsSystem)

describe('the places of a Windows that may lead to an old one', () => {
  it('are the desktop, the Start menu, what was opened last and the links of Explorer', () => {
    expect(read().shortcuts.map(({ place, folder }) => [place, folder])).toEqual([
      ['desktop', `${profile}\\Desktop`],
      ['start-menu', `${profile}\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs`],
      ['quick-access', `${profile}\\AppData\\Roaming\\Microsoft\\Windows\\Recent`],
      ['quick-access', `${profile}\\Links`],
    ])
  })

  it('are what Explorer lists in Quick access', () => {
    expect(read().quickAccess).toEqual([
      `${profile}\\AppData\\Roaming\\Microsoft\\Windows\\Recent\\AutomaticDestinations\\f01b4d95cf55d32a.automaticDestinations-ms`,
    ])
  })

  it('are the bookmarks of each profile that a browser lists, and of none whose name leads away', () => {
    const cache = { Default: {}, 'Profile 1': {}, '..': {}, 'a\\b': {} }
    expect(read('', JSON.stringify({ profile: { info_cache: cache } })).bookmarks).toEqual(
      ['Default', 'Profile 1'].map((name) => ({
        place: 'chrome-bookmarks',
        file: `${profile}\\AppData\\Local\\Google\\Chrome\\User Data\\${name}\\Bookmarks`,
      })),
    )
  })

  it('are unread where the list of profiles is locked or harmed, and not where there is no such browser', () => {
    const locked = read('', new Error('EBUSY'))
    expect(locked).toMatchObject({ bookmarks: [], unread: ['edge-bookmarks', 'chrome-bookmarks'] })
    expect(read('', '{')).toMatchObject({ bookmarks: [], unread: ['chrome-bookmarks'] })
    expect(read()).toMatchObject({ bookmarks: [], unread: [] })
  })

  it('are unread where the registry refuses the lists of Office, once for each program', () => {
    const system = systemOf()
    const readKey: WindowsSystem['registry']['readKey'] = (hive, path, ...rest) => {
      if (path.includes('Office')) throw new Error('ACCESS_DENIED')
      return system.registry.readKey(hive, path, ...rest)
    }
    const { officeLists, unread } = readPointerPlaces({
      ...system,
      registry: { ...system.registry, readKey },
    } as WindowsSystem)
    expect(officeLists).toEqual([])
    expect(unread).toEqual(Array.from({ length: 5 }, () => 'office-list'))
  })

  it('are the lists of Office for work accounts and without one, never a private account’s', () => {
    const list = (place: string, value: string): string =>
      `[${word}\\${place}]\n"Item 1"="${value}"\n"Max Display"=dword:19\n`
    const { officeLists } = read(
      [
        list('User MRU\\ADAL_00\\File MRU', entry),
        list('User MRU\\LiveId_00\\File MRU', entry),
        list('Place MRU', '[F0]*C:\\\\Users\\\\amy\\\\OneDrive - Contoso\\\\'),
      ].join('\n'),
    )
    expect(officeLists.map(({ app, entry: { leadsTo, isPinned } }) => [app, leadsTo, isPinned])).toEqual([
      ['Word', { kind: 'path', path: 'C:\\Users\\amy\\OneDrive - Contoso\\' }, false],
      ['Word', { kind: 'address', url: plan }, true],
    ])
  })

  it('have the code page of Windows, where it can be read', () => {
    const key = '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage]'
    expect(read(`${key}\n"ACP"="1252"\n`).codePage).toBe(1252)
    expect(read(`${key}\n"ACP"="37"\n`).codePage).toBeNull()
    expect(read().codePage).toBeNull()
  })

  it('are told, and nothing throws, whatever Office’s lists and a browser’s list of profiles say', () => {
    const piece = fc.constantFrom('[F0]', '[T01', ']', '*', plan, 'C:/a', '..', '\\\\', 'é', '%', ' ')
    const value = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const state = fc.oneof(fc.json(), fc.string(), fc.constant('{"profile":{"info_cache":{"a":[]}}}'))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), state, (values, text) => {
        const items = values.map((one, at) => `"Item ${at + 1}"="${one}"`).join('\n')
        const places = read(`[${word}\\File MRU]\n${items}\n`, text)
        expect(places.officeLists.length).toBeLessThanOrEqual(values.length)
        for (const { file } of places.bookmarks) expect(file).not.toContain('..')
      }),
    )
  })
})
