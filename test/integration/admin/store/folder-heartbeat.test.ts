import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import {
  FolderNotOurs,
  isSharedFolder,
  takeFolder,
} from '../../../../admin/server/postgres/folder-heartbeat.ts'
import { applicationName } from '../../../../admin/server/database/connection-watch.ts'
import { isDatabaseAway } from '../../../../admin/server/database/tenant-database.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'

// A minute in the world is half a second here; the proportions are those of `defaultTimes`.
const times = { silentMs: 600, beatMs: 100, sureMs: 250, settleMs: 20 }
const asleep = { ...times, beatMs: 60_000 }

let dataFolder: DataFolder
beforeEach(async () => {
  dataFolder = await createDataFolder()
})
afterEach(() => dataFolder.remove())

const take = (kernel: string, as = times) => takeFolder(dataFolder.folder, { kernel, times: as })

async function taken(kernel: string, as = times) {
  const heartbeat = await take(kernel, as)
  if (heartbeat === null) throw new Error('the folder is in use')
  return heartbeat
}

describe('a folder that two computers can reach', () => {
  it('is not taken from an owner whose heart beats', async () => {
    const one = await taken('one')
    expect(await take('two')).toBeNull()
    expect(one.confirm()).toBeNull()
    await one.stop()
  })

  it('is free at once when its owner has ended, and on the owner’s own kernel, where the lock decides', async () => {
    await (await taken('one')).stop()
    const began = performance.now()
    const two = await taken('two', asleep)
    const again = await taken('two')
    expect(performance.now() - began).toBeLessThan(times.silentMs)
    await two.stop()
    await again.stop()
  })

  it('is taken from an owner that is silent for a minute; waking late, it commits nothing more and hears of it', async () => {
    const one = await taken('one', asleep)
    const two = await taken('two')
    const late = one.confirm()
    await expect(late).rejects.toThrow(FolderNotOurs)
    await one.lost
    await late?.catch((error: unknown) => expect(isDatabaseAway(error)).toBe(true))
    expect(two.confirm()).toBeNull()
    await one.stop()
    expect(await take('three')).toBeNull()
    await two.stop()
  })

  it('goes on when it wakes late and no one has taken it', async () => {
    const one = await taken('one', { ...asleep, sureMs: 0 })
    await one.confirm()
    await one.stop()
  })

  it('belongs to one of two that begin at once after a silent owner', async () => {
    await taken('one', asleep)
    const both = await Promise.all([
      take('two', { ...times, settleMs: 300 }),
      take('three', { ...times, settleMs: 300 }),
    ])
    const winners = both.filter((each) => each !== null)
    expect(winners).toHaveLength(1)
    await winners[0]?.stop()
  })

  /** Another computer has the folder, and its heart beats; gives what ends that. */
  function beatElsewhere(): () => Promise<void> {
    const file = path.join(dataFolder.folder, 'owner.json')
    const stopped = new AbortController()
    async function beatOn(): Promise<void> {
      for (let beat = 1; !stopped.signal.aborted; beat += 1) {
        await writeFile(`${file}.next`, JSON.stringify({ id: 'other', kernel: 'two', host: 'two', beat }))
        await rename(`${file}.next`, file)
        await delay(20)
      }
    }
    const beating = beatOn()
    return () => {
      stopped.abort()
      return beating
    }
  }

  it('is data.in-use to a database, and the database of an owner that has lost it ends', async () => {
    const options = { shared: true, kernel: 'one', times }
    const postgres = await startEmbeddedPostgres(dataFolder.folder, options)
    const stop = beatElsewhere()
    try {
      expect(await postgres.gone).toBe('data.in-use')
      await postgres.stop()
      const again = startEmbeddedPostgres(dataFolder.folder, options)
      await expect(again).rejects.toMatchObject({ code: 'data.in-use' })
    } finally {
      await stop()
    }
  })

  describe('with a server that two of one computer use', () => {
    const start = (as = times) =>
      startEmbeddedPostgres(dataFolder.folder, { shared: true, kernel: 'one', times: as })
    /** As an endpoint has it open for as long as it lives. */
    async function use(url: string): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: url, application_name: applicationName })
      client.on('error', () => {})
      await client.connect()
      return client
    }

    it('is not taken when the one that started it is silent, as after kill -9', async () => {
      const first = await start(asleep)
      const second = await start()
      expect(await take('two')).toBeNull()
      await first.stop()
      await second.stop()
    })

    it('stays theirs until the last of them has left', async () => {
      const first = await start()
      const second = await start()
      const client = await use(second.url)
      await first.stop()
      expect((await client.query('select 1')).rowCount).toBe(1)
      expect(await take('two')).toBeNull()
      await client.end()
      await second.stop()
      const began = performance.now()
      await (await taken('two')).stop()
      expect(performance.now() - began).toBeLessThan(times.silentMs)
    })

    it('is lost by all of them, with the server, where another computer has taken it', async () => {
      const first = await start(asleep)
      const second = await start()
      const stop = beatElsewhere()
      try {
        expect(await second.gone).toBe('data.in-use')
        await first.gone
        await Promise.all([first.stop(), second.stop()])
      } finally {
        await stop()
      }
    })
  })

  it.skipIf(process.platform !== 'linux')('is none on a disk of this computer', async () => {
    expect(await isSharedFolder(dataFolder.folder)).toBe(false)
    // A file system whose kind is not on the list.
    expect(await isSharedFolder('/proc')).toBe(true)
  })
})
