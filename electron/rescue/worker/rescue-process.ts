import { findParent } from '../../platform/find-parent.ts'
import { diskFor } from '../../platform/index.ts'
import { keepMemorySmall } from './keep-memory-small.ts'
import { createRescueMachine } from './rescue-machine.ts'
import type {
  Asked,
  FromProcess,
  RescueMachine,
  Results,
  ToProcess,
  Verb,
  VerbTable,
} from './rescue-protocol.ts'

/*
 * The process that copies: Electron's utility process, or plain Node with a channel to its parent. It ends with its parent; whatever
 * ends it, the next one goes on from the journal.
 */
keepMemorySmall()
const parent = findParent<FromProcess, ToProcess>()
// Since 37 Electron lets a process live on with what no one has caught: nothing would move, and no one would learn of it.
process.on('unhandledRejection', (error) => {
  parent.tell({ kind: 'broken', id: null, code: codeOf(error) })
  process.exit(1)
})

let begun: Promise<RescueMachine> | null = null

parent.hear((message) => {
  if (message.kind === 'begin') begun = begin(message)
  else void answer(message)
})

async function begin({ machine }: Extract<ToProcess, { kind: 'begin' }>): Promise<RescueMachine> {
  return createRescueMachine({
    disk: await diskFor(machine),
    show: (state) => parent.tell({ kind: 'state', state }),
    settled: () => parent.tell({ kind: 'settled' }),
    broken: (error) => parent.tell({ kind: 'broken', id: null, code: codeOf(error) }),
    now: () => new Date(),
  })
}

async function answer({ id, ...asked }: Extract<ToProcess, { kind: 'ask' }>): Promise<void> {
  try {
    const rescueMachine = await begun
    const value = rescueMachine === null ? undefined : await callVerb(rescueMachine, asked)
    parent.tell({ kind: 'answer', id, value })
  } catch (error) {
    parent.tell({ kind: 'broken', id, code: codeOf(error) })
  }
}

function callVerb<Name extends Verb>(verbs: VerbTable, { verb, given }: Asked<Name>): Promise<Results[Name]> {
  return verbs[verb](...given)
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as NodeJS.ErrnoException
  return code === undefined ? error.name : `${error.name} ${code}`
}
