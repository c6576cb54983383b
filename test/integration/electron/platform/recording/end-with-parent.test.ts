import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const watch = path.resolve(
  import.meta.dirname,
  '../../../../../electron/platform/recording/end-with-parent.ts',
)
let folder: string
beforeEach(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-parents-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

it('a process that is busy ends where its parent was killed', async () => {
  const busy = path.join(folder, 'busy.mjs')
  const href = JSON.stringify(pathToFileURL(watch).href)
  // It ends by itself after half a minute, so that a fault here leaves nothing running.
  await writeFile(
    busy,
    `import { writeSync } from 'node:fs'
     import { endWithParent } from ${href}
     endWithParent()
     writeSync(1, 'busy')
     for (const end = Date.now() + 30_000; Date.now() < end;);
     writeSync(1, ', and done')`,
  )
  const parentProgram = `require('node:child_process').fork(${JSON.stringify(busy)}, { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] })`
  const parent = spawn(process.execPath, ['-e', parentProgram], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  parent.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    parent.kill('SIGKILL')
  })
  // The busy one holds the same output: it closes with the last of both.
  await once(parent, 'close')
  expect(said).toBe('busy')
})
