import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../../admin/server/store/embedded.ts'
import { contoso, fabrikam } from '../shared/cast.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { audience } from './issuer.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../../admin/server/main.ts', import.meta.url))
// As clusters give them: with the group of root (OpenShift), and a name only where the runtime writes one (CRI-O).
const user = 1_000_680_000
const container = ['--mount', '--pid', '--ipc', '--fork', '--mount-proc', '--kill-child']
const canContain = await run('unshare', [...container, 'true']).then(
  () => true,
  () => false,
)
const memory = '/sys/fs/cgroup/memory'

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
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  await dataFolder.remove()
})

type Options = { readonly isNamed?: boolean; readonly environment?: Readonly<Record<string, string>> }

/** Read-only but for the volume, no shared memory, no rights, no home: a locked down container. */
async function startIn(args: readonly string[], { isNamed = false, environment = {} }: Options = {}) {
  const limited = path.join(memory, `landfall-${process.pid}`)
  const isLimited = await mkdir(limited)
    .then(() => writeFile(path.join(limited, 'memory.limit_in_bytes'), String(256 * 1024 ** 2)))
    .then(
      () => true,
      () => false,
    )
  const accounts = path.join(dataFolder.folder, 'passwd')
  const own = await readFile('/etc/passwd', 'utf8')
  await writeFile(accounts, `${own.trim()}\n${user}:x:${user}:0::/:/sbin/nologin\n`)
  const script = [
    ...(isLimited ? [`echo $$ > ${limited}/cgroup.procs`] : []),
    'mount --make-rprivate /',
    ...(isNamed ? [`mount --bind ${accounts} /etc/passwd`] : []),
    `mount --bind ${data()} ${data()}`,
    // No room in it, and not to be written.
    'mount -t tmpfs -o ro,size=4k,mode=000 none /dev/shm',
    'mount -t tmpfs -o ro none /var/tmp',
    'mount -o remount,bind,ro /',
    `exec setpriv --reuid ${user} --regid 0 --clear-groups --no-new-privs --bounding-set=-all "$@"`,
  ].join(' && ')
  const config = path.join(dataFolder.folder, 'admin.json')
  // With a database elsewhere there is no folder to name, nor a home that one could be in.
  const folder = environment['LANDFALL_ADMIN_DATABASE_URL'] === undefined ? ['--data', data()] : []
  const command = [process.execPath, program, ...args, '--config', config, ...folder]
  const child = spawn('unshare', [...container, 'sh', '-c', script, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of this process's own, a HOME above all.
    env: { PATH: process.env['PATH'], ...environment },
  })
  children.push(child)
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => said.push(line))
  child.once('close', () => void rmdir(limited).catch(() => {}))
  return { child, said, isLimited }
}

async function serve(options: Options = {}): Promise<{ child: ChildProcess; said: string[]; url: string }> {
  const { child, said } = await startIn(['serve'], options)
  const url = () => said.map((line) => /listening at (http:[^"]+)/.exec(line)?.[1]).find(Boolean)
  await expect.poll(() => url() ?? said.join('\n'), { timeout: 90_000 }).toMatch(/^http:/)
  return { child, said, url: url() ?? '' }
}

async function end(child: ChildProcess): Promise<void> {
  // The container's first process is asked, as a runtime does.
  const { stdout } = await run('pgrep', ['-P', String(child.pid)])
  process.kill(Number(stdout.trim()), 'SIGTERM')
  await once(child, 'close')
}

describe.skipIf(!canContain)('a locked down container', { timeout: 240_000 }, () => {
  it('starts with 256 MB, takes an import, and has it after a restart on a volume made group-writable', async () => {
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
    // The folder of this test is a part of its file system, as one without a volume is of a container's.
    const folder = path.join(dataFolder.folder, 'in-layer')
    const isOneFileSystem = (await stat(dataFolder.folder)).dev === (await stat('/')).dev
    const config = path.join(dataFolder.folder, 'admin.json')
    const start = async (...flags: string[]) => {
      const child = spawn(process.execPath, [program, 'clean-up', '--config', config, ...flags], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, LANDFALL_ADMIN_DATA_VOLUME: 'required' },
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
      const [code] = (await once(child, 'close')) as [number]
      return { code, said }
    }
    if (isOneFileSystem)
      expect(await start('--data', folder)).toEqual({
        code: 21,
        said: expect.stringMatching(/^data\.no-volume: .*LANDFALL_ADMIN_DATA_VOLUME=any/) as string,
      })
    // Another file system is a volume; this one is too small for anything else.
    const volume = path.join(dataFolder.folder, 'volume')
    await mkdir(volume)
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', volume])
    try {
      expect((await start('--data', volume)).said).not.toContain('data.no-volume')
    } finally {
      await run('umount', [volume])
    }
  }, 120_000)
})
