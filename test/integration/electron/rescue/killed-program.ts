import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import type { LocalDisk } from '../../../../electron/platform/local-disk.ts'
import { createRescueMachine } from '../../../../electron/rescue/worker/rescue-machine.ts'
import type { RescuePlaces } from '../../../../electron/rescue/worker/rescue-places.ts'
import { createClientFolder, listAsNodeOnWindows } from '../../../world/client-folder.ts'

/*
 * A rescue that is killed at a given call to the disk: `node killed-program.ts PLACES.json CALL`. Between two calls lies every
 * boundary of the journal. Ends with 0 where it was done before that. What lies in the new OneDrive when it starts was taken by the client:
 * its folders are placeholders.
 */
const [placesText = '', call = ''] = process.argv.slice(2)
const places = JSON.parse(placesText) as RescuePlaces
const last = Number(call)
let calls = 0

function counted<Given extends unknown[], Answer>(
  act: (...given: Given) => Answer,
): (...given: Given) => Answer {
  return (...given) => {
    calls += 1
    // Not exit(): nothing may be put in order on the way out.
    if (calls === last) process.kill(process.pid, 'SIGKILL')
    return act(...given)
  }
}

const root = places.target.kind === 'ready' ? places.target.root : ''
listAsNodeOnWindows(root)
const client = createClientFolder(root, createPosixDisk())
client.upload()
client.bringDown()
const { disk } = client
const counting: LocalDisk = {
  ...disk,
  stat: counted(disk.stat),
  place: counted(disk.place),
  list: counted(disk.list),
  keepTimes: counted(disk.keepTimes),
  moveInto: counted(disk.moveInto),
  flushFolder: counted(disk.flushFolder),
}
let ended: () => void = () => undefined
const done = new Promise<void>((resolve) => {
  ended = resolve
})
let hasBegun = false
const rescueMachine = createRescueMachine({
  disk: counting,
  show: ({ run }) => {
    if (run.kind === 'copying') hasBegun = true
    else if (hasBegun) ended()
  },
  settled: () => undefined,
  broken: (error) => {
    throw error
  },
  now: () => new Date(),
  retryPauses: [],
  spareBytes: 0,
})
await rescueMachine.open(places)
await rescueMachine.plan()
await rescueMachine.start()
await done
process.stdout.write(String(calls))
