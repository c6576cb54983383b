import { describe, expect, it } from 'vitest'
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
    expect(electron.loose).toBeLessThanOrEqual(1)
    expect(electron.rooms).toBeLessThanOrEqual(17)
    expect(electron.arrows).toBeLessThanOrEqual(60)
    const shared = countRooms(imports, 'shared')
    expect(shared.loose).toBeLessThanOrEqual(2)
    expect(shared.rooms).toBeLessThanOrEqual(15)
    expect(shared.arrows).toBeLessThanOrEqual(37)
    const endpoint = countRooms(imports, 'admin/server')
    expect(endpoint.loose).toBeLessThanOrEqual(3)
    expect(endpoint.rooms).toBeLessThanOrEqual(19)
    expect(endpoint.arrows).toBeLessThanOrEqual(94)
  })

  it('load what starts PostgreSQL in an endpoint without a database of its own only', async () => {
    const imports = await readImports()
    const reached = new Set(['admin/server/main.ts'])
    const loadedLater = new Set<string>()
    for (const file of reached)
      for (const next of imports.get(file) ?? []) {
        const isStarter = /^admin\/server\/postgres\/(?:open-embedded|demo-folder)\.ts$/.test(next.file)
        if (next.kind === 'later' && isStarter) loadedLater.add(file)
        else if (next.kind !== 'type') reached.add(next.file)
      }
    // The endpoint itself is among them: the dynamic imports of its commands are followed.
    expect([...reached]).toContain('admin/server/database/tenant-database.ts')
    expect([...reached].filter((file) => file.startsWith('admin/server/postgres/'))).toEqual([])
    expect([...loadedLater]).toEqual([
      'admin/server/start/serve-demo.ts',
      'admin/server/start/open-configured-store.ts',
    ])
  })
})
