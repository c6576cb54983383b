import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBelow } from '../../../../shared/checks/folders.ts'
import { parseLibraryScopes } from '../../../../shared/computer/client/client-settings.ts'
import { parseSyncLog } from '../../../../shared/computer/client/sync-log.ts'
import { parsePropertyList } from '../../../../shared/computer/macos/property-list.ts'
import { createExclusion } from '../../../../shared/files/exclusions.ts'
import { isRefusedPath } from '../../../../shared/files/name-rules.ts'
import { parseEntry } from '../../../../shared/recording/entry-lines.ts'
import { parseRecordedMachine } from '../../../../shared/recording/recorded-machine.ts'
import { parseRegFile } from '../../../../shared/recording/reg-file.ts'
import { toPartNames } from '../../../../shared/recording/zip-names.ts'

/** Generous: a text of this length costs milliseconds, its square minutes. */
const length = 200_000
const mostMilliseconds = 3_000

const header = 'Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\X]\n'
const isExcluded = createExclusion({ ignoredNames: ['*a*b*c', '**'], ignoredFolders: ['x'] })

/** Everything that reads a text of a recording. What it makes of it does not matter here, but for the time. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'the sync log': (text) => parseSyncLog(Buffer.from(text), 'Business1', () => null),
  'a line of the sync log': (text) =>
    parseSyncLog(
      Buffer.from(`FilesToUpload = ${text.slice(0, 9_000)}\n`.repeat(20)),
      'Business1',
      () => null,
    ),
  'the client’s settings': (text) => parseLibraryScopes(Buffer.from(`libraryScope = ${text}`)),
  'the registry': (text) => parseRegFile(Buffer.from(header + text)),
  'a value of the registry': (text) => parseRegFile(Buffer.from(`${header}"${text}"="${text}"`)),
  'a property list': (text) => parsePropertyList(Buffer.from(`<plist version="1.0"><dict>${text}`)),
  'machine.json': (text) => parseRecordedMachine(`{"formatVersion":1,"user":"${text}"}`),
  'an entry of the list': (text) => parseEntry(`{"path":"${text}","attributes":1}`),
  'the names of a zip': (text) => toPartNames([text, `${text}/machine.json`]),
  'the rules for names': (text) => isRefusedPath(text),
  'the rules of the organisation': (text) => isExcluded(text.split('/')),
  'a place of a folder': (text) => isBelow(text, `${text}x`),
}

/** What has held pattern matchers up before: much of one sign, and of two in turn. */
const signs = fc.constantFrom(
  ...' \t\\/=:.,"<>&%~0aA_-[]{}\n\r\u2028',
  '\ud83d',
  '=\u2028',
  ' \u2028',
  '%a',
  '\\\\',
  '. ',
)
const hostile = fc
  .tuple(fc.array(signs, { minLength: 1, maxLength: 3 }), signs, signs)
  .map(([some, first, last]) => {
    const part = some.join('')
    return first + part.repeat(Math.ceil(length / part.length)).slice(0, length) + last
  })

describe.each(Object.entries(readers))('%s', (_, read) => {
  it('takes no longer for a hostile text than its length allows', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const began = performance.now()
        try {
          read(text)
        } catch {
          // Refused is as good as read.
        }
        expect(performance.now() - began, JSON.stringify(text.slice(0, 12))).toBeLessThan(mostMilliseconds)
      }),
      { numRuns: 12, interruptAfterTimeLimit: 15_000 },
    )
  }, 60_000)
})
