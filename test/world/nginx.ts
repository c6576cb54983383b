import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { environmentOf, findDebianProgram, type DebianProgram } from './debian-program.ts'
import { freePort } from './free-port.ts'

/** A real nginx in front of an endpoint. */
export type Nginx = { readonly url: string; readonly stop: () => Promise<void> }

/** The nginx of this computer or of Debian; null where there is none and none can be had. */
export function findNginx(): Promise<DebianProgram | null> {
  return findDebianProgram('/usr/sbin/nginx', ['nginx'])
}

/**
 * Starts one that passes everything on to `upstream`, with `lines` in its `location`. With a certificate it speaks TLS, and its
 * own address is `https://localhost:…`.
 */
export async function startNginx(
  nginx: DebianProgram,
  upstream: string,
  lines: readonly string[] = [],
  tls?: { readonly cert: string; readonly key: string },
): Promise<Nginx> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-nginx-'))
  // Started by root its workers are somebody else, who keeps large bodies here.
  await chmod(folder, 0o755)
  const port = await freePort()
  const file = path.join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${name};`,
  )
  const certificate = tls ? ['ssl_certificate cert.pem;', 'ssl_certificate_key key.pem;'] : []
  if (tls) {
    await writeFile(path.join(folder, 'cert.pem'), tls.cert)
    await writeFile(path.join(folder, 'key.pem'), tls.key)
  }
  await writeFile(
    file,
    `pid nginx.pid; error_log stderr; worker_processes 1; daemon off;
events { worker_connections 256; }
http {
  access_log off; ${temporary.join(' ')}
  server {
    listen 127.0.0.1:${port}${tls ? ' ssl' : ''}; ${certificate.join(' ')}
    location / { proxy_pass ${upstream}; ${lines.join(' ')} }
  }
}
`,
  )
  const child = spawn(nginx.program, ['-p', folder, '-c', file, '-e', 'stderr'], {
    env: environmentOf(nginx),
    stdio: 'ignore',
  })
  await untilItListens(child, port)
  return {
    url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Without a test runner's own waiting: the worlds of both runners start it. */
async function untilItListens(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const listens = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (listens) return
    await delay(50)
  }
}
