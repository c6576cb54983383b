import { appendLines, type ChoiceLine } from '../copy/journal.ts'
import { selectRows } from '../inventory/choose-rows.ts'
import { toTakenBack, toWaivers } from '../inventory/decide-waivers.ts'
import { applyWaivers, waiverKey } from '../inventory/read-list.ts'
import { amountWithout } from '../inventory/waiver-question.ts'
import type { RescueContext } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'

type ChoiceVerbs = Pick<RescueMachine, 'list' | 'select' | 'askWaiver' | 'waive' | 'dropQuestion' | 'unwaive'>

/** What the person decides about the files of the list. A choice is on disk before it counts. */
export function createChoiceVerbs(context: RescueContext): ChoiceVerbs {
  const { ports } = context

  function showChanged(): void {
    context.step({ kind: 'rows-changed' })
    context.showAll()
  }

  return {
    list: async (wanted) => {
      context.query = wanted
      if (context.opened !== null) context.show({ rows: context.opened.listRows(wanted) })
    },
    select: async (choice, isSelected) => {
      const { opened } = context
      if (opened === null) return
      await appendLines<ChoiceLine>(opened.places.choicesFile, [
        { kind: 'selected', what: choice, isSelected },
      ])
      const isChange = selectRows(opened.table, choice, isSelected)
      showChanged()
      if (isChange) ports.settled()
    },
    askWaiver: async (what) => {
      const { opened } = context
      if (opened === null) return
      const amount = amountWithout(opened.table, what)
      if (amount.files > 0) context.show({ question: { what, amount, askedAt: ports.now().toISOString() } })
    },
    waive: async () => {
      const { question } = context.state()
      const { opened } = context
      if (opened === null || question === null) return
      const { table, waivers } = opened
      const lines = toWaivers(table, question.what, ports.now().toISOString())
      await appendLines<ChoiceLine>(opened.places.choicesFile, lines)
      for (const line of lines) waivers.set(waiverKey(line.what), line)
      applyWaivers(table, waivers)
      context.setQuestion(null)
      showChanged()
      ports.settled()
    },
    dropQuestion: async () => context.show({ question: null }),
    unwaive: async (what) => {
      const { opened } = context
      if (opened === null || what.kind === 'protected') return
      const takenBack = toTakenBack(opened.table, opened.waivers, what)
      if (takenBack.length === 0) return
      const at = ports.now().toISOString()
      await appendLines<ChoiceLine>(
        opened.places.choicesFile,
        takenBack.map((one) => ({ kind: 'unwaived', what: one, at })),
      )
      // Another list may be open by now, and may have read the choices before this one.
      const { table, waivers } = context.opened ?? opened
      for (const one of takenBack) waivers.delete(waiverKey(one))
      applyWaivers(table, waivers)
      showChanged()
      ports.settled()
    },
  }
}
