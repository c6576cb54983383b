// What `bench workplace` measures, in a process of its own: the same files read by what ships and bare, one after the other, once before
// anything counts. Then what ships in its thread, while this thread is watched as a window's would be.
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import path from 'node:path'
import { diskFor } from '../../../electron/platform/index.ts'
import { findPointersInThread } from '../../../electron/rescue/mender/find-in-thread.ts'
import { findPointers } from '../../../electron/rescue/mender/find-pointers.ts'
import type { PointerFacts } from '../../../shared/facts/pointers.ts'
import type { PointerRequest } from '../../../electron/rescue/mender/pointer-request.ts'

/** In seconds, by the clock and of a processor. */
type Times = { readonly seconds: number; readonly processorSeconds: number }

export type AllRead = {
  readonly ours: readonly Times[]
  readonly bare: readonly Times[]
  readonly places: PointerFacts['places']
  /** The longest time that nothing else could run in this thread, by the clock, and what of that it computed itself. In milliseconds. */
  readonly longestHold: number
  readonly longestOwn: number
}

const [folder = '', runs = '1'] = process.argv.slice(2)
const shortcuts = path.join(folder, 'shortcuts')
const workbooks = path.join(folder, 'workbooks')
const request: PointerRequest = {
  shortcuts: [{ place: 'desktop', folder: shortcuts, depth: 2, newest: null }],
  bookmarks: [],
  documents: [workbooks],
  codePage: null,
  quickAccess: [],
  officeLists: [],
  unread: [],
  old: {
    ownFolders: ['C:\\Users\\amy\\OneDrive - Contoso'],
    libraryFolders: [],
    hosts: ['contoso.sharepoint.com'],
    site: null,
  },
}
const onFound = (): void => undefined
const owner = { kind: 'this', system: process.platform } as const
const disk = await diskFor(owner)
const ours: Times[] = []
const bare: Times[] = []
for (let run = 0; run <= Number(runs); run += 1) {
  bare.push(await time(readBare))
  ours.push(await time(() => findPointers(disk, request, { onFound })))
}
const holds = watchHolds()
const { places } = await findPointersInThread(owner, request, { onFound })
const told: AllRead = { ours: ours.slice(1), bare: bare.slice(1), places, ...holds.end() }
process.send?.(told)

async function time(act: () => unknown): Promise<Times> {
  const [began, used] = [performance.now(), computed()]
  await act()
  return { seconds: (performance.now() - began) / 1000, processorSeconds: (computed() - used) / 1000 }
}

function readBare(): void {
  const room = Buffer.allocUnsafeSlow(8 * 1024 * 1024)
  for (const root of [shortcuts, workbooks])
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:lnk|xlsx)$/.test(name)) continue
      const descriptor = openSync(path.join(root, name), 'r')
      const { size } = fstatSync(descriptor)
      readSync(descriptor, room, 0, size, 0)
      closeSync(descriptor)
    }
}

/** By this thread, in milliseconds. */
function computed(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function watchHolds(): { readonly end: () => Pick<AllRead, 'longestHold' | 'longestOwn'> } {
  const everyMilliseconds = 2
  let [at, own] = [performance.now(), computed()]
  let [longestHold, longestOwn] = [0, 0]
  const sample = (): void => {
    const [now, used] = [performance.now(), computed()]
    longestHold = Math.max(longestHold, now - at - everyMilliseconds)
    longestOwn = Math.max(longestOwn, used - own)
    at = now
    own = used
  }
  const timer = setInterval(sample, everyMilliseconds)
  return {
    end: () => {
      clearInterval(timer)
      sample()
      return { longestHold, longestOwn }
    },
  }
}
