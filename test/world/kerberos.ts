import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** A company's sign-in to its own network: a real Kerberos realm on loopback, and one person who is signed in to it. */
export type Kerberos = {
  /** What makes a process that person: their ticket, and where the realm is. */
  readonly env: NodeJS.ProcessEnv
  /** Who a ticket (a GSSAPI token in base64) for `HTTP/localhost` is of; null where it proves no one. */
  verify(token: string): Promise<string | null>
  stop(): Promise<void>
}

const realm = 'LANDFALL.TEST'
const service = 'HTTP/localhost'
// Debian's own, to which python3-gssapi belongs.
const python = '/usr/bin/python3'
const programs = [
  '/usr/sbin/krb5kdc',
  '/usr/sbin/kdb5_util',
  '/usr/sbin/kadmin.local',
  '/usr/bin/kinit',
  python,
]

/** True where there is what it takes: MIT's key server and its tools, as Debian has them. */
export function hasKerberos(): boolean {
  return process.platform === 'linux' && programs.every((program) => existsSync(program))
}

/** Makes a realm in `folder`, starts its key server and signs one person in. */
export async function startKerberos(folder: string): Promise<Kerberos> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = (name: string): string => path.join(folder, name)
  const port = await findFreePort()
  await writeFile(file('krb5.conf'), toClientConfig(port))
  await writeFile(file('kdc.conf'), toServerConfig(port, folder))
  await writeFile(file('verify.py'), verifier)
  const person = { KRB5_CONFIG: file('krb5.conf'), KRB5CCNAME: `FILE:${file('tickets')}` }
  const env = { ...process.env, ...person, KRB5_KDC_PROFILE: file('kdc.conf') }

  await run('/usr/sbin/kdb5_util', ['create', '-s', '-r', realm, '-P', 'master'], env)
  for (const query of [
    'addprinc -pw person person',
    `addprinc -randkey ${service}`,
    `ktadd -k ${file('keytab')} ${service}`,
  ])
    await run('/usr/sbin/kadmin.local', ['-q', query], env)

  const server = spawn('/usr/sbin/krb5kdc', ['-n'], { env, stdio: 'ignore' })
  const checker = spawn(python, [file('verify.py')], {
    env: { ...env, KRB5_KTNAME: `FILE:${file('keytab')}` },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const stop = async (): Promise<void> => {
    for (const child of [checker, server]) await end(child)
  }
  try {
    await waitForServer(server, port)
    await run('/usr/bin/kinit', ['person'], env, 'person\n')
  } catch (error) {
    await stop()
    throw error
  }
  const waiting: ((name: string | null) => void)[] = []
  createInterface(checker.stdout).on('line', (line) => waiting.shift()?.(line === '' ? null : line))
  return {
    env: person,
    verify: (token) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        checker.stdin.write(`${token}\n`)
      }),
    stop,
  }
}

/** One token a line; answers who it is of, or with an empty line. */
const verifier = `import base64, sys, gssapi
for line in sys.stdin:
    try:
        context = gssapi.SecurityContext(creds=gssapi.Credentials(usage='accept'), usage='accept')
        context.step(base64.b64decode(line))
        print(context.initiator_name, flush=True)
    except Exception:
        print(flush=True)
`

function toClientConfig(port: number): string {
  return `[libdefaults]
 default_realm = ${realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 ${realm} = {
  kdc = 127.0.0.1:${port}
 }
[domain_realm]
 localhost = ${realm}
`
}

function toServerConfig(port: number, folder: string): string {
  return `[kdcdefaults]
 kdc_listen = 127.0.0.1:${port}
 kdc_tcp_listen = 127.0.0.1:${port}
[realms]
 ${realm} = {
  database_name = ${folder}/principal
  key_stash_file = ${folder}/stash
  acl_file = ${folder}/acl
 }
`
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env }, (error) => {
      if (error === null) resolve()
      else reject(new Error(`${program} failed: ${error.message}`))
    })
    // A program that reads nothing may have ended by now; its exit code tells whether it has done its work.
    child.stdin?.on('error', () => undefined).end(input)
  })
}

/** Waits until somebody listens at the port; a server that has ended never will. */
async function waitForServer(server: ChildProcess, port: number): Promise<void> {
  while (server.exitCode === null) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`the key server ended with ${server.exitCode}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
