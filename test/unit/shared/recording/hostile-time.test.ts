import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBelow } from '../../../../shared/checks/folders.ts'
import { parseLibraryScopes } from '../../../../shared/computer/client/client-settings.ts'
import { parseSyncLog } from '../../../../shared/computer/client/sync-log.ts'
import { parsePropertyList } from '../../../../shared/computer/macos/property-list.ts'
import { createExclusion } from '../../../../shared/files/exclusions.ts'
import { isRefusedPath } from '../../../../shared/files/name-rules.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import { isSameOrganisation, organisationOfRoot } from '../../../../shared/checks/organisation-name.ts'
import { hostOf, toPersonalSite, toSiteName } from '../../../../shared/checks/site-address.ts'
import { parseKeptScan } from '../../../../shared/recording/kept-scan.ts'
import { decodeText } from '../../../../shared/text/decode-text.ts'
import { judgeRecording } from '../../../../shared/recording/judge-recording.ts'
import { readRecordedFacts } from '../../../../shared/recording/recorded-facts.ts'
import type { RecordingSource } from '../../../../shared/recording/recording-source.ts'
import { configOf } from '../cast.ts'
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
  'the configuration': (text) => parseConfig(text, 'landfall.json'),
  'a value of the configuration': (text) =>
    parseConfig(
      JSON.stringify({
        formatVersion: 1,
        source: { name: text, oneDriveHost: text },
        support: { url: text },
      }),
      'landfall.json',
    ),
  'an earlier look': (text) => parseKeptScan(`{"tenantId":"${text}","reading":{"readAt":"${text}"}}`),
  'a pattern of the organisation': (text) =>
    createExclusion({ ignoredNames: [text.slice(0, 1_000)] })([`${text.slice(0, 1_000)}x`]),
  'the name of an organisation': (text) =>
    isSameOrganisation(organisationOfRoot(text) ?? text, `${text.slice(0, 50_000)}x`),
  'the address of a site': (text) => [
    hostOf(text),
    toPersonalSite(`https://a.b/personal/${text}`),
    toSiteName(text),
  ],
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

const shortly: fc.Plugin<unknown> = () => ({
  onAllRunsComplete: ({ failed, seed, errorInstance }) => {
    if (failed) throw new Error(`seed ${seed}: ${String(errorInstance).slice(0, 300)}`)
  },
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
      // The text itself says nothing, and is long.
      { numRuns: 12, plugins: [fc.interruptAfterTimeLimit(15_000), shortly] },
    )
  }, 240_000)
})

const machine = path.resolve(import.meta.dirname, '../../../world/machines/everything-left-to-do')
const registry = decodeText(readFileSync(path.join(machine, 'registry.reg'))) ?? ''
const recorded = parseRecordedMachine(readFileSync(path.join(machine, 'machine.json'), 'utf8'))

/** A recording whose registry and files of the client hold this text and no other. */
function toHostileSource(text: string): RecordingSource {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/[\r\n]/g, ' ')
  const values = registry.replace(/="[^\r\n]*"/g, () => `="${escaped}"`)
  return {
    readPart: async () => ({ kind: 'read', bytes: Buffer.from(values) }),
    openCopies: () => ({
      read: (file) =>
        /\.(?:ini|log)$/i.test(file) ? Buffer.from(`libraryScope = ${text}\nx = ${text}`) : null,
    }),
  }
}

describe('a whole recording', () => {
  it('is read and judged in no longer a time than its length allows', async () => {
    if (recorded.kind === 'refused') throw new Error(recorded.reason)
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const began = performance.now()
        const facts = await readRecordedFacts(toHostileSource(text.slice(0, 20_000)), recorded.machine)
        await judgeRecording({
          app: { name: 'Landfall', version: '0.1.0' },
          facts,
          config: { kind: 'ready', config: configOf(), managed: [], problems: [], path: 'landfall.json' },
          kept: null,
          scan: async () => null,
          now: () => new Date(),
        })
        expect(performance.now() - began, JSON.stringify(text.slice(0, 12))).toBeLessThan(
          5 * mostMilliseconds,
        )
      }),
      { numRuns: 12, plugins: [fc.interruptAfterTimeLimit(30_000), shortly] },
    )
  }, 240_000)
})
