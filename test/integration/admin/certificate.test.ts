import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { createCertificates, type Certificates } from '../../world/certificates.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { audience } from '../../unit/admin/issuer.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'

let dataFolder: DataFolder
let child: ChildProcess
let port = 0
let certificates: Certificates[]
const log: { msg?: string; code?: string }[] = []
let onLine = (): void => {}

beforeAll(async () => {
  dataFolder = await createDataFolder()
  certificates = await Promise.all(
    ['first', 'second', 'third'].map(async (name) => {
      await mkdir(path.join(dataFolder.folder, name))
      return createCertificates(path.join(dataFolder.folder, name))
    }),
  )
  await put(0)
  const config = path.join(dataFolder.folder, 'admin.json')
  const tls = { certFile: 'cert.pem', keyFile: 'key.pem' }
  await writeFile(
    config,
    JSON.stringify({ sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0, tls }),
  )
  const data = path.join(dataFolder.folder, 'data')
  child = spawn(process.execPath, [endpointProgram, '--config', config, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('no output')
  createInterface(child.stdout).on('line', (line) => {
    log.push(JSON.parse(line) as { msg?: string })
    onLine()
  })
  const { msg = '' } = await logged(({ msg }) => msg?.includes('listening at https:') === true)
  port = Number(/:(\d+)$/.exec(msg)?.[1])
})
afterAll(async () => {
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
  await dataFolder.remove()
})

/** Puts this certificate where the endpoint reads its own, as renewal programs do: written aside, then renamed. */
async function put(place: number, text?: string): Promise<void> {
  const { cert = '', key = '' } = certificates[place] ?? {}
  for (const [name, content] of [
    ['key.pem', key],
    ['cert.pem', text ?? cert],
  ] as const) {
    const file = path.join(dataFolder.folder, name)
    await writeFile(`${file}.new`, content)
    await rename(`${file}.new`, file)
  }
}

function logged(isIt: (line: { msg?: string; code?: string }) => boolean) {
  return new Promise<{ msg?: string; code?: string }>((resolve) => {
    onLine = () => {
      const at = log.findIndex(isIt)
      if (at === -1) return
      resolve(log.splice(0, at + 1)[at] ?? {})
    }
    onLine()
  })
}

/** A new connection of somebody who trusts this certificate's authority only. */
async function isTrustedBy(place: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port, ca: certificates[place]?.ca ?? '' })
  try {
    await once(socket, 'secureConnect')
    return socket.authorized
  } catch (error) {
    expect((error as { code?: string }).code).toMatch(/CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY_LEAF/)
    return false
  } finally {
    socket.destroy()
  }
}

describe('a renewed certificate', () => {
  it('is taken on SIGHUP, a wrong one is not, and the next right one is taken when its file changes', async () => {
    expect([await isTrustedBy(0), await isTrustedBy(1)]).toEqual([true, false])

    await put(1)
    child.kill('SIGHUP')
    await logged(({ msg }) => msg === 'certificate-renewed')
    expect([await isTrustedBy(0), await isTrustedBy(1)]).toEqual([false, true])

    await put(2, 'half a certif')
    child.kill('SIGHUP')
    expect(await logged(({ msg }) => msg === 'certificate-not-renewed')).toMatchObject({
      code: 'tls.not-renewed',
    })
    expect(await isTrustedBy(1)).toBe(true)

    await put(2)
    await logged(({ msg }) => msg === 'certificate-renewed')
    expect([await isTrustedBy(1), await isTrustedBy(2)]).toEqual([false, true])
  })
})
