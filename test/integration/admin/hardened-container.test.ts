import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, readdir, readFile, realpath, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { startEmbeddedPostgres } from '../../../admin/server/postgres/embedded.ts'
import { isOnVolume, readMountPoints } from '../../../admin/server/postgres/mount-points.ts'
import { eventually } from '../../eventually.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { addressIn, endHard, hearLines } from './endpoint-process.ts'
import { audience } from '../../unit/admin/issuer.ts'

const run = promisify(execFile)
// As clusters give them: with the group of root (OpenShift), and a name only where the runtime writes one (CRI-O).
const user = 1_000_680_000
const container = ['--mount', '--pid', '--ipc', '--fork', '--mount-proc', '--kill-child']
const setUser = [
  '--reuid',
  String(user),
  '--regid',
  '0',
  '--clear-groups',
  '--no-new-privs',
  '--bounding-set=-all',
]
// All of what a test needs: that user also has to be able to read the program and what runs it.
const canContain = await run('unshare', [
  ...container,
  'setpriv',
  ...setUser,
  process.execPath,
  '--eval',
  "require('node:fs').accessSync(process.argv[1])",
  endpointProgram,
]).then(
  () => true,
  () => false,
)
const megabytes256 = String(256 * 1024 ** 2)
/** A group of processes with 256 MB, made for this file; null where the kernel lets no one here make one. */
const limited = canContain ? await limitMemory() : null

let dataFolder: DataFolder
let children: ChildProcess[]
const data = () => path.join(dataFolder.folder, 'data')
beforeEach(async () => {
  dataFolder = await createDataFolder()
  children = []
  await mkdir(data())
  await chown(data(), user, 0)
  const config = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0 }
  await writeFile(path.join(dataFolder.folder, 'admin.json'), JSON.stringify(config))
})
afterEach(async () => {
  for (const child of children) await endHard(child)
  await dataFolder.remove()
})
afterAll(async () => {
  // The kernel takes the last process out of it a moment after its end.
  if (limited !== null) await eventually(() => rmdir(limited))
})

/** By version 1 of control groups or by version 2, whichever counts memory here. */
async function limitMemory(): Promise<string | null> {
  const ways = [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const
  for (const [parent, file] of ways) {
    const group = path.join(parent, `landfall-${process.pid}`)
    try {
      await mkdir(group)
    } catch {
      continue
    }
    try {
      // Not made by us: where the kernel made no such file, memory is not counted in this group.
      await writeFile(path.join(group, file), megabytes256, { flag: 'r+' })
      return group
    } catch {
      await rmdir(group)
    }
  }
  return null
}

type Options = { readonly isNamed?: boolean; readonly environment?: Readonly<Record<string, string>> }

/** Read-only but for the volume, no shared memory, no rights, no home: a locked down container. */
async function startIn(args: readonly string[], { isNamed = false, environment = {} }: Options = {}) {
  const accounts = path.join(dataFolder.folder, 'passwd')
  const own = await readFile('/etc/passwd', 'utf8')
  await writeFile(accounts, `${own.trim()}\n${user}:x:${user}:0::/:/sbin/nologin\n`)
  const script = [
    ...(limited === null ? [] : [`echo $$ > ${limited}/cgroup.procs`]),
    'mount --make-rprivate /',
    ...(isNamed ? [`mount --bind ${accounts} /etc/passwd`] : []),
    `mount --bind ${data()} ${data()}`,
    // No room in it, and not to be written.
    'mount -t tmpfs -o ro,size=4k,mode=000 none /dev/shm',
    'mount -t tmpfs -o ro none /var/tmp',
    'mount -o remount,bind,ro /',
    `exec setpriv ${setUser.join(' ')} "$@"`,
  ].join(' && ')
  const config = path.join(dataFolder.folder, 'admin.json')
  // With a database elsewhere there is no folder to name, nor a home that one could be in.
  const folder = environment['LANDFALL_ADMIN_DATABASE_URL'] === undefined ? ['--data', data()] : []
  const command = [process.execPath, endpointProgram, ...args, '--config', config, ...folder]
  const child = spawn('unshare', [...container, 'sh', '-c', script, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of this process's own, a HOME above all.
    env: { PATH: process.env['PATH'], ...environment },
  })
  children.push(child)
  return { child, said: hearLines(child) }
}

async function serve(options: Options = {}): Promise<{ child: ChildProcess; said: string[]; url: string }> {
  const { child, said } = await startIn(['serve'], options)
  await expect.poll(() => addressIn(said) ?? said.join('\n'), { timeout: 90_000 }).toMatch(/^http:/)
  return { child, said, url: addressIn(said) ?? '' }
}

async function end(child: ChildProcess): Promise<void> {
  // The container's first process is asked, as a runtime does.
  const first = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
  expect(first.trim()).toMatch(/^\d+$/)
  process.kill(Number(first), 'SIGTERM')
  await once(child, 'close')
}

describe.skipIf(!canContain)('a locked down container', { timeout: 240_000 }, () => {
  it(`starts${limited === null ? '' : ' with 256 MB'}, takes an import, and has it after a restart on a volume made group-writable`, async () => {
    const map = path.join(dataFolder.folder, 'map.csv')
    await writeFile(map, `User,${contoso},amy@contoso.com,amy@fabrikam.com,,RegularUser`)
    const first = await serve({ isNamed: true })
    expect(await (await fetch(`${first.url}/readyz`)).json()).toEqual({ status: 'ok' })
    await end(first.child)

    // What fsGroup does at each mount.
    await run('find', [data(), '-exec', 'chmod', 'g+rwX', '{}', '+'])
    await run('find', [data(), '-type', 'd', '-exec', 'chmod', 'g+s', '{}', '+'])
    const taken = await startIn(['import-map', map], { isNamed: true })
    await once(taken.child, 'close')
    expect(taken.said.at(-1)).toBe('1 added, 0 changed, 0 as they were, 0 removed')

    // The data is there now, so that it goes on without a name too.
    const second = await serve()
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    await end(second.child)
    const again = await startIn(['import-map', map])
    await once(again.child, 'close')
    expect(again.said.at(-1)).toBe('0 added, 0 changed, 1 as they were, 0 removed')
  })

  it('without a name for its account refuses to make a database, and names what to set', async () => {
    const { child, said } = await startIn(['serve'])
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said.join('\n')]).toEqual([
      21,
      expect.stringMatching(
        new RegExp(`^data\\.no-account: .*${user}.*runAsUser: 1000.*LANDFALL_ADMIN_DATABASE_URL`),
      ),
    ])
    // Nothing half-made is left, and the same volume works once there is a name.
    expect((await readdir(data())).filter((name) => name.startsWith('postgres.new-'))).toEqual([])
    const { child: named } = await serve({ isNamed: true })
    await end(named)
  })

  it('without a name, a home or a volume that may be written serves with a database elsewhere', async () => {
    const postgres = await startEmbeddedPostgres(path.join(dataFolder.folder, 'elsewhere'))
    await chown(data(), 0, 0)
    await chmod(data(), 0o555)
    const { child, url } = await serve({ environment: { LANDFALL_ADMIN_DATABASE_URL: postgres.url } })
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok' })
    await end(child)
    await postgres.stop()
  })

  it('refuses a volume that its account may not write, and says so', async () => {
    await chown(data(), 0, 0)
    await chmod(data(), 0o755)
    const { child, said } = await startIn(['serve'])
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said.join('\n')]).toEqual([
      21,
      expect.stringMatching(/^data\.read-only: .*cannot be written/),
    ])
    await chown(data(), user, 0)
  })
})

describe.skipIf(!canContain)('the image', () => {
  it('refuses an embedded database without a volume, and names the setting', async () => {
    const folder = path.join(dataFolder.folder, 'in-layer')
    // Only where nothing is mounted above it this folder is as one without a volume is in a container.
    const isInLayer = !isOnVolume(
      readMountPoints(await readFile('/proc/self/mountinfo', 'utf8')),
      await realpath(dataFolder.folder),
    )
    const config = path.join(dataFolder.folder, 'admin.json')
    const start = async (...flags: string[]) => {
      const child = spawn(process.execPath, [endpointProgram, 'clean-up', '--config', config, ...flags], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, LANDFALL_ADMIN_DATA_VOLUME: 'required' },
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
      const [code] = (await once(child, 'close')) as [number]
      return { code, said }
    }
    if (isInLayer)
      expect(await start('--data', folder)).toEqual({
        code: 21,
        said: expect.stringMatching(/^data\.no-volume: .*LANDFALL_ADMIN_DATA_VOLUME=any/) as string,
      })
    const volume = path.join(dataFolder.folder, 'volume')
    await mkdir(volume)
    // Memory is none, whatever file system the root is.
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', volume])
    try {
      expect((await start('--data', volume)).said).toContain('data.no-volume')
    } finally {
      await run('umount', [volume])
    }
    // As Docker mounts a volume: a folder of the same disk. Here it may not be written, so that it ends at once.
    await run('mount', ['--bind', '-o', 'ro', volume, volume])
    await run('mount', ['-o', 'remount,bind,ro', volume])
    try {
      expect((await start('--data', volume)).said).toMatch(/^data\.read-only/)
    } finally {
      await run('umount', [volume])
    }
  }, 120_000)
})
