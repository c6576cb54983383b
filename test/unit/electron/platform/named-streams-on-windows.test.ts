import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listStreams } from '../../../../electron/platform/windows/list-streams.ts'
import { createWindowsDisk } from '../../../../electron/platform/windows/windows-disk.ts'

/*
 * Run by a real Windows, on the volume of its temporary folder (NTFS). Wine keeps no named streams, and elsewhere a colon is a letter: there these
 * are skipped, by name, and `named-streams.test.ts` holds the rule at the port.
 */
const isWindows = process.platform === 'win32'

describe('the named streams of a file on a real Windows', () => {
  it.skipIf(!isWindows)(
    'go with its copy: the mark of the internet first, and nothing above a megabyte',
    () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'landfall-streams-'))
      try {
        const [from, to] = [path.join(folder, 'original.docx'), path.join(folder, 'copy.docx')]
        for (const file of [from, to]) writeFileSync(file, 'content')
        const disk = createWindowsDisk()
        expect(disk.keepStreams(from, to)).toBe('kept')
        expect(listStreams(`\\\\?\\${to}`)).toEqual([])
        const mark = '[ZoneTransfer]\r\nZoneId=3\r\n'
        writeFileSync(`${from}:Zone.Identifier`, mark)
        writeFileSync(`${from}:author`, 'amy')
        expect(listStreams(`\\\\?\\${from}`).toSorted()).toEqual(['Zone.Identifier', 'author'])
        expect(disk.keepStreams(from, to)).toBe('kept')
        expect(readFileSync(`${to}:Zone.Identifier`, 'utf8')).toBe(mark)
        expect(readFileSync(`${to}:author`, 'utf8')).toBe('amy')
        expect(readFileSync(to, 'utf8')).toBe('content')
        writeFileSync(`${from}:film`, Buffer.alloc(1024 * 1024 + 1))
        expect(disk.keepStreams(from, to)).toBe('some-left')
        expect(readFileSync(`${to}:Zone.Identifier`, 'utf8')).toBe(mark)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
