import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { askServer, watchServer } from '../../../../admin/server/postgres/postmaster.ts'
import { eventually } from '../../../eventually.ts'

let server: Server | undefined
let asked = 0
afterEach(() => server?.close())

/** A server that answers each connection with an error of PostgreSQL’s protocol. */
async function startRefusing(code: string): Promise<string> {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mnot now\0\0`)
  const head = Buffer.from('E0000')
  head.writeInt32BE(fields.length + 4, 1)
  asked = 0
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      asked += 1
      socket.end(Buffer.concat([head, fields]))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `postgres://landfall:secret@127.0.0.1:${(server.address() as AddressInfo).port}/postgres`
}

describe('a server that is asked', () => {
  it.each([
    ['28P01', 'refuses'],
    ['53300', 'busy'],
    ['57P03', 'busy'],
  ])('and answers %s is not silent', async (code, answer) => {
    expect(await askServer(await startRefusing(code))).toBe(answer)
  })

  it('and does not listen is silent', async () => {
    const url = await startRefusing('53300')
    server?.close()
    expect(await askServer(url)).toBe('silent')
  })
})

describe('a server that is watched from another container', { timeout: 120_000 }, () => {
  it('is there while it says that it is full, and gone once it says nothing', async () => {
    const url = await startRefusing('53300')
    // Our own process is no server of that folder: as where the number says nothing.
    const watch = watchServer(path.join(tmpdir(), 'no-such-folder'), process.pid, url)
    let isGone = false
    void watch.gone.then(() => (isGone = true))
    await eventually(() => expect(asked).toBeGreaterThan(6))
    expect(isGone).toBe(false)
    server?.close()
    await watch.gone
  })
})
