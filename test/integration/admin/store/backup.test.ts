import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { withStore } from '../with-store.ts'

const amy = { tenantId: fabrikam, oid: 'aaaaaaaa-0000-4000-8000-000000000001', upn: 'amy@fabrikam.com' }
const report = reportOf({ verdict: 'blocked' })

let dataFolder: DataFolder
beforeAll(async () => {
  dataFolder = await createDataFolder()
})
afterAll(() => dataFolder.remove())

/** Every row of every table. */
async function contentOf({ database: { pool } }: Store): Promise<Record<string, string[]>> {
  const tables = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const content: Record<string, string[]> = {}
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`)
    content[name] = rows.map(({ row }) => row)
  }
  return content
}

describe('a copy of the data folder of an endpoint that is stopped', () => {
  it('has reports, waves and the trail again when the folder is lost, and works on', async () => {
    const before = await withStore(path.join(dataFolder.folder, 'data'), async (store) => {
      await store.importMap([{ sourceTenantId: contoso, sourceUpn: 'amy@contoso.com', targetUpn: amy.upn }])
      await store.importStates([{ sourceUpn: 'amy@contoso.com', moveState: 'Success' }])
      await store.importWaves([{ upn: 'amy@contoso.com', wave: 'Wave 1', cutoverOn: '2026-11-20' }])
      await store.acceptReport(amy, report)
      return contentOf(store)
    })
    for (const table of ['people', 'reports', 'audit', 'imports', 'waves', 'progress_counts']) {
      expect([table, before[table]?.length ?? 0]).not.toEqual([table, 0])
    }

    const data = path.join(dataFolder.folder, 'data')
    await promisify(execFile)('cp', ['-a', data, path.join(dataFolder.folder, 'backup')])
    await rm(data, { recursive: true })
    await promisify(execFile)('cp', ['-a', path.join(dataFolder.folder, 'backup'), data])

    await withStore(path.join(dataFolder.folder, 'data'), async (store) => {
      expect(await contentOf(store)).toEqual(before)
      expect(await store.findPlan(amy)).toMatchObject({ moveState: 'Success', wave: 'Wave 1' })
      expect(await store.acceptReport(amy, report)).toMatchObject({ kind: 'accepted' })
      expect(await store.countReports()).toBe(1)
      await store.acceptReport(amy, reportOf({ sequence: 2 }))
      expect(await store.countReports()).toBe(2)
    })
  })
})
