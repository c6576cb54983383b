import { lastResult, type AppState } from '../../shared/window/state.ts'
import type { WordKey, Words } from '../use-words.ts'

/** In the place of a name, an address or a path. */
export const hidden = '•••'

/** A line of the helpdesk's page. `isPersonal`: hidden until it is asked for. */
export type Fact = { readonly word: WordKey; readonly text: string; readonly isPersonal: boolean }

/** Who and which computer, and how far the move is; each with the time it was read, where it has one. */
export function toFacts(state: AppState, { say, toMoment }: Pick<Words, 'say' | 'toMoment'>): Fact[] {
  const { session, configuration, plan, report, app } = state
  const result = lastResult(state.check)
  const facts: (Fact | null)[] = [
    session.kind === 'signed-in'
      ? personal('helpdesk/person', `${session.name} · ${session.username}`)
      : plain('helpdesk/session', session.kind),
    configuration.kind === 'ready' && configuration.newAddress !== null
      ? personal('address/new', configuration.newAddress)
      : null,
    configuration.kind === 'ready' && configuration.oldAddress !== null
      ? personal('address/old', configuration.oldAddress)
      : null,
    plain(
      'helpdesk/move',
      plan.kind === 'known'
        ? `${plan.plan.moveState} · ${plan.plan.wave ?? '–'} · ${toMoment(plan.readAt)}`
        : plan.kind,
    ),
    result === null
      ? null
      : plain('helpdesk/computer', `${result.machine.platform} ${result.machine.osVersion}`),
    plain('helpdesk/app', `${app.name} ${app.version}`),
    result === null
      ? null
      : plain('helpdesk/checked', `${toMoment(result.takenAt)} · ${result.phase} · ${result.verdict}`),
    state.check.kind === 'broken' ? plain('helpdesk/check', say('checking/broken')) : null,
    plain(
      'helpdesk/report',
      report.kind === 'delivered' ? `${report.kind} · ${report.receipt}` : report.kind,
    ),
  ]
  return facts.filter((fact) => fact !== null)
}

function plain(word: WordKey, text: string): Fact {
  return { word, text, isPersonal: false }
}

function personal(word: WordKey, text: string): Fact {
  return { word, text, isPersonal: true }
}
