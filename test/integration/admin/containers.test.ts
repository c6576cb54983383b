import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { audience } from '../../unit/admin/issuer.ts'
import { defaultTimes as heartbeatTimes } from '../../../admin/server/postgres/folder-heartbeat.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { addressIn, endHard, hearLines } from './endpoint-process.ts'

const run = promisify(execFile)
const container = ['--pid', '--ipc', '--fork', '--mount-proc', '--kill-child']
// What a container is made of; only root may make one here.
const canContain = await run('unshare', [...container, 'true']).then(
  () => true,
  () => false,
)

let dataFolder: DataFolder
let children: ChildProcess[]
const data = () => path.join(dataFolder.folder, 'data')
beforeEach(async () => {
  dataFolder = await createDataFolder()
  children = []
  await mkdir(data(), { mode: 0o755 })
  const config = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0 }
  await writeFile(path.join(dataFolder.folder, 'admin.json'), JSON.stringify(config))
  const row = `User,${contoso},amy@contoso.com,amy@fabrikam.com,,RegularUser`
  await writeFile(path.join(dataFolder.folder, 'map.csv'), row)
})
afterEach(async () => {
  for (const child of children) await endHard(child)
  await dataFolder.remove()
})

/** A container sees neither the processes nor the shared memory of another; with `--net` not its ports either. */
function startIn(flags: readonly string[], ...args: string[]) {
  const config = path.join(dataFolder.folder, 'admin.json')
  const command = [process.execPath, endpointProgram, ...args, '--config', config, '--data', data()]
  const child = spawn('unshare', [...container, ...flags, ...command], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return { child, said: hearLines(child) }
}

async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const { child, said } = startIn([], 'serve')
  await expect.poll(() => addressIn(said), { timeout: 60_000 }).toBeDefined()
  return { child, url: addressIn(said) ?? '' }
}

async function end({ child, said }: ReturnType<typeof startIn>) {
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said: said.join('\n') }
}

describe.skipIf(!canContain)('two containers on one data folder', () => {
  it('the second endpoint ends with 21 and says data.in-use, and the first one goes on', async () => {
    const first = await serve()
    const second = await end(startIn([], 'serve'))
    expect(second.code).toBe(21)
    expect(second.said).toMatch(/^data\.in-use: .* is in use by process 1 on /)
    // Nor does one that cannot reach the first one's database.
    expect(await end(startIn(['--net'], 'serve'))).toMatchObject({ code: 21 })
    expect(await (await fetch(`${first.url}/readyz`)).json()).toEqual({ status: 'ok' })
    expect(await end(startIn([], 'import-map', path.join(dataFolder.folder, 'map.csv')))).toMatchObject({
      code: 0,
      said: '1 added, 0 changed, 0 as they were, 0 removed',
    })
  }, 300_000)

  it('an import that cannot reach the running server says where to run it', async () => {
    await serve()
    const { code, said } = await end(
      startIn(['--net'], 'import-map', path.join(dataFolder.folder, 'map.csv')),
    )
    expect(code).toBe(21)
    expect(said).toMatch(/^data\.in-use: .*docker exec CONTAINER node admin\/server\/main\.ts import-map/)
  }, 300_000)

  it('the next one takes over at once when the first is killed with all that was in it', async () => {
    const first = await serve()
    await endHard(first.child)
    const began = Date.now()
    // Numbers of processes begin anew in each container, so that the dead database's number is somebody else's there.
    const second = await serve()
    // A wait for heartbeats takes at least this long.
    expect(Date.now() - began).toBeLessThan(heartbeatTimes.sureMs)
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
  }, 300_000)
})
