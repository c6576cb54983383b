import path from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'
import { countRooms, findCircle, readImports } from '../../../build/read-imports.ts'

describe('imports', () => {
  it('go round in no circle, not even of types', async () => {
    const imports = await readImports()
    expect(imports.size).toBeGreaterThan(400)
    expect(findCircle(imports)).toBeNull()
  })

  it('keep few rooms, with few arrows between them', async () => {
    const imports = await readImports()
    const electron = countRooms(imports, 'electron')
    expect(electron.loose).toBeLessThanOrEqual(4)
    expect(electron.rooms).toBeLessThanOrEqual(21)
    expect(electron.arrows).toBeLessThanOrEqual(80)
    const shared = countRooms(imports, 'shared')
    expect(shared.loose).toBeLessThanOrEqual(2)
    expect(shared.rooms).toBeLessThanOrEqual(15)
    expect(shared.arrows).toBeLessThanOrEqual(37)
    const endpoint = countRooms(imports, 'admin/server')
    expect(endpoint.loose).toBeLessThanOrEqual(6)
    expect(endpoint.rooms).toBeLessThanOrEqual(20)
    expect(endpoint.arrows).toBeLessThanOrEqual(101)
  })

  it('load what starts PostgreSQL in an endpoint without a database of its own only', async () => {
    const imports = await readImports()
    const reached = new Set(['admin/server/main.ts'])
    const loadedLater = new Set<string>()
    for (const file of reached)
      for (const next of imports.get(file) ?? []) {
        const isStarter = next.file === 'admin/server/postgres/open-embedded.ts'
        if (next.kind === 'later' && isStarter) loadedLater.add(file)
        else if (next.kind !== 'type') reached.add(next.file)
      }
    // The endpoint itself is among them: the dynamic imports of its commands are followed.
    expect([...reached]).toContain('admin/server/database/tenant-database.ts')
    expect([...reached].filter((file) => file.startsWith('admin/server/postgres/'))).toEqual([])
    expect([...loadedLater]).toEqual(['admin/server/start-admin.ts'])
  })

  it('keep Electron out of all that the command line reaches', async () => {
    const imports = await readImports()
    const reached = new Set(['electron/cli.ts'])
    for (const file of reached)
      for (const next of imports.get(file) ?? []) if (next.kind !== 'type') reached.add(next.file)
    const eslint = new ESLint({ cwd: repositoryFolder })
    const unheld: string[] = []
    for (const file of reached) {
      if (!file.startsWith('electron/')) continue
      const config = (await eslint.calculateConfigForFile(path.join(repositoryFolder, file))) as {
        readonly rules: Readonly<Record<string, unknown>>
      }
      if (
        !JSON.stringify(config.rules['no-restricted-imports']).includes('This file runs in plain Node too.')
      )
        unheld.push(file)
    }
    expect(unheld).toEqual([])
  })
})
