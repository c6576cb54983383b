import { chmod, mkdir, open, writeFile } from 'node:fs/promises'
import { watch } from 'node:fs'
import path from 'node:path'

/** What the app asked the desktop to open, in order. */
export type OpenedUrls = {
  /** Put first in PATH: it holds our `xdg-open`, the program that Electron's shell.openExternal runs on Linux. */
  readonly binFolder: string
  /** The next address that was not taken yet; waits for it. */
  next(): Promise<string>
  /** How many were opened so far. */
  count(): number
  stop(): void
}

/**
 * In the place of a Linux desktop's default browser: the app runs the real shell.openExternal, and the
 * address ends up here, for a real Chromium to open.
 */
export async function startOpenedUrls(folder: string): Promise<OpenedUrls> {
  const binFolder = path.join(folder, 'bin')
  const record = path.join(folder, 'opened-urls.txt')
  await mkdir(binFolder, { recursive: true })
  await writeFile(record, '')
  const program = path.join(binFolder, 'xdg-open')
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${record}'\n`)
  await chmod(program, 0o755)

  const handle = await open(record, 'r')
  const arrived: string[] = []
  const waiting: ((url: string) => void)[] = []
  let rest = ''
  let total = 0
  let reading = Promise.resolve()

  const readMore = async (): Promise<void> => {
    const buffer = Buffer.alloc(65_536)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) return
      const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        total += 1
        const take = waiting.shift()
        if (take) take(line)
        else arrived.push(line)
      }
    }
  }
  const watcher = watch(record, () => {
    reading = reading.then(readMore)
  })

  return {
    binFolder,
    next: () => {
      const url = arrived.shift()
      return url === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(url)
    },
    count: () => total,
    stop: () => {
      watcher.close()
      void reading.then(() => handle.close())
    },
  }
}
