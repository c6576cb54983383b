import type { ContentDigest } from '../documents/describe-document.ts'
import { findInPlace, type RescuePlaces } from './rescue-places.ts'
import { noteNotebooks } from '../inventory/find-notebooks.ts'
import { createFileTable } from '../inventory/file-table.ts'
import { createRowLister } from '../inventory/list-rows.ts'
import { applyChoices, applyJournal, readList } from '../inventory/read-list.ts'
import { renewQuestion } from '../inventory/waiver-question.ts'
import { readFree } from '../plan/judge-space.ts'
import { canBeAsked } from '../plan/place-in-drive.ts'
import { createChoiceVerbs } from './choice-verbs.ts'
import { createCopyVerbs } from './copy-verbs.ts'
import { createLostVerbs } from './lost-verbs.ts'
import { createPlanVerbs } from './plan-verbs.ts'
import { createRescueContext, type RescueContext, type RescueMachinePorts } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'
import { createTakingClock } from './taking-clock.ts'
import { createVerifyVerbs } from './verify-verbs.ts'

/** A rescue without a list; `open` gives it one. */
export function createRescueMachine(ports: RescueMachinePorts): RescueMachine {
  const context = createRescueContext(ports)
  const lostVerbs = createLostVerbs(context)
  return {
    open: async (places) => {
      context.opening += 1
      try {
        const stage = context.stage()
        if (stage.kind === 'copying') await stage.done
        // A list that cannot be read must leave no plan behind: its folder may be another person's by now.
        context.step({ kind: 'rows-changed' })
        context.showAll()
        await lostVerbs.endComparison()
        await openList(context, places)
      } finally {
        context.opening -= 1
      }
    },
    ...createPlanVerbs(context),
    ...createCopyVerbs(context),
    ...createChoiceVerbs(context),
    ...createVerifyVerbs(context),
    ...lostVerbs,
  }
}

/** Reads the list, then the journal and the choices over it. */
async function openList(context: RescueContext, given: RescuePlaces): Promise<void> {
  const { ports } = context
  const { disk, now } = ports
  const inPlace = findInPlace(given)
  const target: RescuePlaces['target'] =
    inPlace === null ? given.target : { kind: 'unavailable', reason: 'same-folder' }
  const places = { ...given, target }
  const table = createFileTable(places.roots, disk.separator, places.nobodysRoots)
  if (places.laterFile !== undefined) await readList(places.laterFile, table)
  await readList(places.listFile, table, places.isUntold)
  const past = await applyJournal(places.journalFile, table)
  await noteNotebooks({ ...ports, ...places, table, isInPlace: inPlace !== null })
  const waivers = await applyChoices(places.choicesFile, table)
  const isAskable = (row: number): boolean => canBeAsked({ table, inPlace, disk }, row)
  context.opened = {
    places,
    table,
    past,
    waivers,
    inPlace,
    clock: createTakingClock(past.taking),
    takingKept: past.taking,
    isAskable,
    listRows: createRowLister(table, isAskable),
    pages: null,
    free: target.kind === 'ready' ? await readFree(disk, target.root) : null,
    // A page may be with the verifier while another look opens the list anew.
    contents: context.opened?.contents ?? new Map<string, ContentDigest>(),
  }
  // What was meant and is not done was broken off.
  const early =
    past.intents.size === 0 ? null : ({ kind: 'stopped', reason: 'unexpected', progress: null } as const)
  context.step({ kind: 'opened', early })
  context.setQuestion(renewQuestion(table, context.state().question, now))
  context.showAll()
}
