import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../eventually.ts'
import { createScanService, type ScanService } from '../../../../electron/files/scan-service.ts'
import type { ScanOptions } from '../../../../electron/platform/scan/scan-folders.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import type { Reading } from '../../../../shared/facts/reading.ts'
import type { ScanRequest, ScanResult } from '../../../../shared/files/scan.ts'
import type { ScanState } from '../../../../shared/window/state.ts'
import { cautionsOf } from '../../../../renderer/steps/next-step.ts'
import { checkMachine } from '../../../../shared/checks/check-machine.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import { nobodyAsked } from '../../../../shared/recording/nobody-asked.ts'
import {
  configOf,
  contoso,
  fabrikam,
  husk,
  machineOf,
  newAccount,
  read,
  readAt,
  entryOf,
} from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

const request: ScanRequest = { roots: [{ folder: 'C:\\old', urlLength: 50 }], ignoredNames: [] }
const clean: Reading<ScanResult> = { kind: 'read', value: createScanTally().result(), source: 'x', readAt }

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-scan-'))
  file = path.join(folder, 'files-scan.json')
})
afterEach(async () => {
  // A list that is still written would be there again after the folder is gone.
  for (const { service, states } of stands.splice(0)) {
    service.stop()
    await eventually(() => expect(states.at(-1)).not.toBe('running'))
  }
  await rm(folder, { recursive: true, force: true })
})

const stands: { readonly service: ScanService; readonly states: readonly ScanState['kind'][] }[] = []

/** A service whose scans wait until they are answered. */
function stand() {
  const states: ScanState['kind'][] = []
  const scans: {
    request: ScanRequest
    seen: number | null
    answer: (reading: Reading<ScanResult> | null) => void
  }[] = []
  let found = 0
  const service: ScanService = createScanService({
    file,
    platform: {
      scan: (asked, { signal, onLeft, seen, onSeen }: ScanOptions = {}) =>
        new Promise((resolve, reject) => {
          void onLeft?.([{ path: 'C:\\old\\a.txt', size: 3, modifiedAt: null, reason: 'changed' }])
          onSeen?.(Float64Array.of(1, 2, 3))
          scans.push({ request: asked, seen: seen?.length ?? null, answer: resolve })
          signal?.addEventListener('abort', () => reject(signal.reason as Error))
        }),
    },
    show: ({ kind }) => states.push(kind),
    onChange: () => (found += 1),
    log: createQuietLog(),
  })
  stands.push({ service, states })
  const finish = async (reading: Reading<ScanResult> | null = clean): Promise<void> => {
    scans.at(-1)?.answer(reading)
    await eventually(() => expect(states.at(-1)).toBe('idle'))
  }
  return { service, states, scans, finish, found: () => found }
}

describe('the look of the window', () => {
  it('says of a folder whose owner nothing tells that it was looked through, once it was', async () => {
    const unclear = 'C:\\Users\\amy\\Contoso\\Plans - Documents'
    const siteUrl = 'https://renamed.sharepoint.com/sites/x'
    const library = { folder: unclear, organisation: null, siteUrl, tenantId: null }
    const left = { ...husk, tenantId: null, libraries: [library] }
    const facts = machineOf({ accounts: read([newAccount, left]) })
    const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
    const { service, scans, finish } = stand()
    const look = () =>
      checkMachine({
        app: { name: 'Landfall', version: '0.1.0' },
        platform: { readFacts: async () => facts },
        now: () => new Date(readAt),
        config,
        direction: 'forward',
        ...nobodyAsked(knowledgeFromConfig(config, 'forward', readAt)),
        scan: service.ask,
        look: service.look,
        rescue: async () => null,
      })
    const codesOf = ({ findings }: CheckResult) =>
      findings.filter(({ step }) => step === 'files').map(({ code }) => code)
    expect(codesOf(await look())).toEqual([])
    expect(scans.map((scan) => scan.request.roots.map((root) => root.folder))).toEqual([[unclear]])
    await finish({ ...clean, value: { ...createScanTally(true).result(), folders: 1 } })
    const result = await look()
    expect(codesOf(result)).toEqual(['files.unclear-looked-through'])
    expect(cautionsOf(result).flatMap(({ evidence }) => evidence['paths'] ?? [])).toEqual([unclear])
  })
})

describe('createScanService', () => {
  it('answers at once, scans beside it, and has the finding for the next question', async () => {
    const { service, states, scans, finish } = stand()
    expect(await service.ask(request, contoso, false)).toBeNull()
    expect(await service.ask(request, contoso, false)).toBeNull()
    expect(scans).toHaveLength(1)
    await finish()
    expect(await service.ask(request, contoso, false)).toEqual(clean)
    expect([scans.length, states]).toEqual([1, ['running', 'idle']])
  })

  it('scans again when it is asked to, or the folders are others, and keeps the last finding meanwhile', async () => {
    const { service, scans, finish } = stand()
    await service.ask(request, contoso, false)
    await finish()
    service.renew()
    expect(await service.ask(request, contoso, false)).toEqual(clean)
    expect(scans).toHaveLength(2)
    await finish()
    await service.ask({ ...request, ignoredNames: ['*.pst'] }, contoso, false)
    expect(scans).toHaveLength(3)
  })

  it('knows after the old account is gone, and after a restart, what was found while it was there', async () => {
    const first = stand()
    await first.service.ask(request, contoso, false)
    await first.finish()
    const { service, scans } = stand()
    expect(await service.ask(null, contoso, false)).toEqual(clean)
    // On the way back the other tenant is the old one.
    expect(await service.ask(null, fabrikam, false)).toBeNull()
    expect(scans).toEqual([])
  })

  it('looks through what is left of an account that was gone before, and only where no one looked while it was there', async () => {
    const former = { ...request, isFormer: true } as const
    const first = stand()
    await first.service.ask(former, contoso, false)
    expect(first.scans.map(({ request }) => request)).toEqual([former])
    await first.finish()
    const second = stand()
    await second.service.ask(former, contoso, false)
    expect(second.scans).toEqual([])
    await second.service.ask(request, contoso, false)
    expect(second.scans).toHaveLength(1)
  })

  it('stays stopped until somebody wishes for another look', async () => {
    const { service, states, scans } = stand()
    await service.ask(request, contoso, false)
    service.stop()
    await eventually(() => expect(states).toEqual(['running', 'stopped']))
    await service.ask(request, contoso, false)
    expect(scans).toHaveLength(1)
    service.renew()
    await service.ask(request, contoso, false)
    expect(scans).toHaveLength(2)
  })

  it.each(['', '{"tenantId":', '{"tenantId":"x","reading":null}'])(
    'looks again where what was kept is harmed: %j',
    async (content) => {
      await writeFile(file, content)
      const { service, scans } = stand()
      expect(await service.ask(request, contoso, false)).toBeNull()
      expect(scans).toHaveLength(1)
    },
  )

  it('keeps nothing where no one can tell, and says that it has ended', async () => {
    const { service, finish, found } = stand()
    await service.ask(request, contoso, false)
    await finish(null)
    expect(found()).toBe(1)
    expect(await service.ask(request, contoso, false)).toBeNull()
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  it('keeps the list of what is left beside the finding, whole, and none of a scan that was stopped', async () => {
    const { service, states, finish } = stand()
    await service.ask(request, contoso, false)
    await finish()
    const list = path.join(folder, 'files-left.ndjson')
    const line = '{"path":"C:\\\\old\\\\a.txt","size":3,"modifiedAt":null,"reason":"changed"}\n'
    expect(await readFile(list, 'utf8')).toBe(line)
    service.renew()
    await service.ask(request, contoso, false)
    service.stop()
    await eventually(() => expect(states.at(-1)).toBe('stopped'))
    expect(await readFile(list, 'utf8')).toBe(line)
    expect((await readdir(folder)).toSorted()).toEqual([
      'files-left.ndjson',
      'files-scan.json',
      'files-seen.bin',
    ])
  })

  it('tells a later look which paths the first one saw, also after a restart, and none of another look', async () => {
    const first = stand()
    await first.service.ask(request, contoso, true)
    await first.finish()
    const second = stand()
    await second.service.ask(null, contoso, true)
    await eventually(() => expect(second.scans[0]?.seen).toBe(3))
    await second.finish()
    await writeFile(file, (await readFile(file, 'utf8')).replace(readAt, '2026-11-19T09:14:04.000Z'))
    const third = stand()
    await third.service.ask(null, contoso, true)
    await eventually(() => expect(third.scans[0]?.seen).toBeNull())
    await third.finish()
  })

  it('looks in the watch phase for what was saved in the old folders after the account was gone', async () => {
    const { service, scans, finish } = stand()
    await service.ask(request, contoso, true)
    await finish()
    expect(await service.ask(null, contoso, false)).toEqual(clean)
    expect(scans).toHaveLength(1)
    // Unlinked: the same folders, and only what is newer than the last look.
    expect(await service.ask(null, contoso, true)).toEqual(clean)
    expect(scans[1]?.request).toEqual({ roots: request.roots, ignoredNames: [], since: Date.parse(readAt) })
    const tally = createScanTally(true)
    tally.file({ kind: 'not-uploaded', reason: 'never-uploaded' }, entryOf(5))
    const news: Reading<ScanResult> = { kind: 'read', value: tally.result(), source: 'x', readAt }
    await finish(news)
    expect(await service.ask(null, contoso, true)).toEqual(news)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ reading: clean })
    // They are on a list beside the other, and both are to be rescued.
    expect(await readFile(path.join(folder, 'files-later.ndjson'), 'utf8')).toContain('a.txt')
    expect(service.listed()).toMatchObject({ number: 2, reading: clean, later: news, files: 1 })

    // The old account was added again: a look sees all there is.
    await service.ask({ ...request, ignoredNames: ['*.pst'] }, contoso, true)
    await finish()
    expect(await readdir(folder)).not.toContain('files-later.ndjson')
    expect(service.listed()).toMatchObject({ number: 3, later: null, files: 0 })
  })
})
