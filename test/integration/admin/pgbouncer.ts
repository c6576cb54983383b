import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chooseIdentity } from '../../../admin/server/postgres/postgres-binaries.ts'
import { freePort } from '../../world/free-port.ts'
import { eventually } from '../../eventually.ts'

/** Where a PgBouncer of Debian lies, with the folder of its libraries; null where there is none and none can be had. */
export type PgBouncer = { readonly program: string; readonly libraries: string | null }

const packages = ['pgbouncer', 'libevent-2.1-7', 'libc-ares2']

/** The one of this computer, or one from Debian’s packages, unpacked into a folder of temporary files. */
export async function findPgBouncer(): Promise<PgBouncer | null> {
  if (process.platform !== 'linux') return null
  if (existsSync('/usr/sbin/pgbouncer')) return { program: '/usr/sbin/pgbouncer', libraries: null }
  const folder = path.join(tmpdir(), 'landfall-pgbouncer')
  const program = path.join(folder, 'usr/sbin/pgbouncer')
  if (!existsSync(program) && !(await unpackFromDebian(folder))) return null
  const libraries = path.join(
    folder,
    'usr/lib',
    `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`,
  )
  const found = { program, libraries }
  return spawnSync(program, ['--version'], { env: environmentOf(found) }).status === 0 ? found : null
}

async function unpackFromDebian(folder: string): Promise<boolean> {
  const work = await mkdtemp(path.join(tmpdir(), 'landfall-debs-'))
  try {
    if (spawnSync('apt-get', ['download', ...packages], { cwd: work, timeout: 60_000 }).status !== 0)
      return false
    await mkdir(folder, { recursive: true })
    const debs = (await readdir(work)).filter((name) => name.endsWith('.deb'))
    return debs.every((deb) => spawnSync('dpkg-deb', ['-x', path.join(work, deb), folder]).status === 0)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const environmentOf = ({ libraries }: PgBouncer) => ({
  ...process.env,
  ...(libraries !== null && { LD_LIBRARY_PATH: libraries }),
})

/** A PgBouncer in front of the server of `url`; gives the address through it. */
export async function startPgBouncer(
  bouncer: PgBouncer,
  url: string,
  mode: 'session' | 'transaction' | 'statement',
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = new URL(url)
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-bouncer-'))
  const port = await freePort()
  const file = path.join(folder, 'pgbouncer.ini')
  const users = path.join(folder, 'users.txt')
  await writeFile(users, `"${server.username}" "${server.password}"\n`)
  await writeFile(
    file,
    [
      '[databases]',
      `postgres = host=127.0.0.1 port=${server.port} dbname=postgres user=${server.username} password=${server.password}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = plain',
      `auth_file = ${users}`,
      `pool_mode = ${mode}`,
    ].join('\n'),
  )
  // It runs as root as little as PostgreSQL does.
  const identity = await chooseIdentity()
  await chmod(folder, 0o755)
  if (identity.uid !== undefined && identity.gid !== undefined)
    for (const each of [folder, file, users]) await chown(each, identity.uid, identity.gid)
  const child: ChildProcess = spawn(bouncer.program, ['-q', file], {
    ...identity,
    cwd: '/',
    env: environmentOf(bouncer),
    stdio: 'ignore',
  })
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.destroy()
  })
  server.port = String(port)
  return {
    url: server.href,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}
