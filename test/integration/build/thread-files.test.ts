import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { threadFiles } from '../../../build/thread-files.ts'

const sources = {
  'program.ts': `import { word } from './word.ts'
console.log('the program runs', word)
const { start } = await import('./start.ts')
await start()`,
  'start.ts': `import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
export async function start(): Promise<void> {
  const [said] = await once(new Worker(new URL('./said-thread.ts', import.meta.url)), 'message')
  console.log(said)
}`,
  'said-thread.ts': `import { parentPort } from 'node:worker_threads'
import { word } from './word.ts'
parentPort?.postMessage('the thread has ' + word)`,
  'word.ts': `export const word: string = ['the', 'word'].join(' ')`,
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-threads-'))
  for (const [name, text] of Object.entries(sources)) await writeFile(path.join(folder, name), text)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('threadFiles', () => {
  it.each([true, false])(
    'gives a thread a file of its own, in which the program does not run again (minified: %s)',
    async (minify) => {
      await build({
        root: folder,
        configFile: false,
        logLevel: 'error',
        plugins: [threadFiles()],
        build: {
          ssr: true,
          outDir: 'out',
          minify,
          rolldownOptions: {
            input: { program: path.join(folder, 'program.ts') },
            output: { entryFileNames: '[name].mjs' },
          },
        },
      })
      expect(await readdir(path.join(folder, 'out/threads'))).toEqual(['said-thread.mjs'])
      const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'out/program.mjs')])
      expect(stdout.trim().split('\n')).toEqual(['the program runs the word', 'the thread has the word'])
    },
  )
})
