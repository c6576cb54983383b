import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSyncLog } from '../../../../../shared/computer/client/sync-log.ts'

const newStyle = `timeUtc = 2026-11-20T09:14:03Z
clientVersion = 26.168.0830.0006
files = 4551
drivesWaitingForInitialSync = 1
ChangesToProcess = 2
ChangesToSend = 7
FilesToDownload = 30
FilesToUpload = 4
BytesToUpload = 5000000000
numFileFailedUploads = 1
numFileFailedDownloads = 2
syncStallDetected = 0
scanStateStallDetected = 1
syncProgressState = 16777216
`
const parse = (text: string, fileTime: string | null = null) =>
  parseSyncLog(Buffer.from(text), 'Business1', () => fileTime)

describe('parseSyncLog', () => {
  it('reads the counters of the newer log', () => {
    expect(parse(newStyle, '2020-01-01T00:00:00.000Z')).toEqual({
      slot: 'Business1',
      writtenAt: '2026-11-20T09:14:03.000Z',
      drivesWaiting: 1,
      changes: 7,
      filesToUpload: 4,
      filesToDownload: 30,
      bytesToUpload: 5_000_000_000,
      bytesToDownload: null,
      failures: 3,
      isStalled: true,
      progressState: 16_777_216,
      unreadable: null,
    })
  })

  it('reads the older log, whose keys end in a colon and whose numbers have words behind them', () => {
    const old =
      '==== Sync Progress ====\r\nUtcNow: 2024-02-01 10:00:00\r\nSyncProgressState: 65536 paused\r\n'
    expect(parse(old)).toMatchObject({ writtenAt: '2024-02-01T10:00:00.000Z', progressState: 65_536 })
  })

  it('reads a log with a mark, in UTF-16 and in other letter case', () => {
    const text = newStyle.toUpperCase().replace('2026-11-20T09:14:03Z', '2026-11-20T09:14:03Z')
    for (const bytes of [Buffer.from(`\ufeff${text}`), Buffer.from(text, 'utf16le')]) {
      expect(parseSyncLog(bytes, 'Business1', () => null)).toMatchObject({ filesToUpload: 4, failures: 3 })
    }
  })

  it('takes the file’s time where the log has none, and none where neither is known', () => {
    expect(parse('files = 1', '2026-11-20T09:00:00.000Z').writtenAt).toBe('2026-11-20T09:00:00.000Z')
    expect(parse('timeUtc = yesterday').writtenAt).toBeNull()
  })

  it('tells a counter that is missing from one that is 0', () => {
    expect(parse('FilesToUpload = 0')).toMatchObject({
      filesToUpload: 0,
      filesToDownload: null,
      isStalled: null,
    })
    expect(parse('FilesToUpload = -1\nFilesToDownload = many')).toMatchObject({
      filesToUpload: null,
      filesToDownload: null,
    })
  })

  it('knows no sum with a garbled part, unless the rest is more than 0 already', () => {
    expect(parse('numFileFailedUploads = ?\nnumFileFailedDownloads = 0').failures).toBeNull()
    expect(parse('numFileFailedUploads = ?\nnumFileFailedDownloads = 2').failures).toBe(2)
    expect(parse('numFileFailedDownloads = 0').failures).toBeNull()
    expect(parse('numFileFailedUploads = 0').failures).toBe(0)
    expect(parse('ChangesToSend = -1\nnumLocalChanges = 0').changes).toBeNull()
    expect(parse('ChangesToSend = -1\nnumLocalChanges = 3').changes).toBe(3)
    expect(parse('syncStallDetected = x\nscanStateStallDetected = 0').isStalled).toBeNull()
  })

  it('makes of noise a log in which nothing is known, and never throws', () => {
    const unknown = { drivesWaiting: null, changes: null, failures: null, progressState: null }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(parseSyncLog(bytes, 'Business1', () => null)).toMatchObject(unknown)
      }),
    )
    expect(parse(`${'x'.repeat(10_000_000)} = 1`)).toMatchObject(unknown)
  })

  it('reads back every counter that was written, whatever is between', () => {
    const noise = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `# ${text.replace(/[\r\n]/g, '')}`),
    )
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), noise, (up, down, lines) => {
        const log = parse(['FilesToUpload = ' + String(up), ...lines, `filestodownload: ${down}`].join('\n'))
        expect([log.filesToUpload, log.filesToDownload]).toEqual([up, down])
      }),
    )
  })
})
