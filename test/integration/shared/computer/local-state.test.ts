import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseLocalState } from '../../../../shared/computer/windows/local-state.ts'
import { keepWorkplaceFile } from '../../../../shared/computer/windows/workplace-files.ts'
import { chromiumOptions } from '../../../world/browser.ts'

describe('what Chromium itself writes of its profiles', () => {
  let folder = ''
  let bytes: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'landfall-'))
    const context = await chromium.launchPersistentContext(folder, chromiumOptions())
    await context.close()
    bytes = await readFile(path.join(folder, 'Local State'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('names its one profile, and no account', () => {
    expect(parseLocalState(bytes)).toMatchObject([
      { folder: 'Default', address: null, tenantId: null, objectId: null },
    ])
  })

  it('is kept without the many other things that are in it', () => {
    const kept = keepWorkplaceFile('local-state', bytes)
    expect(Object.keys(JSON.parse(bytes.toString()) as object).length).toBeGreaterThan(3)
    expect(Object.keys(JSON.parse(kept) as object)).toEqual(['profile'])
    expect(parseLocalState(Buffer.from(kept))).toEqual(parseLocalState(bytes))
  })
})
