import type { CheckInput } from '../checks/index.ts'
import type { AskLinks } from '../checks/check-machine.ts'

type Unasked = Pick<CheckInput, 'scope' | 'knowledge' | 'phase' | 'identity' | 'web' | 'report'> & {
  readonly links: AskLinks
}

/** What a check of somebody else's computer goes by besides its recording: no one is signed in, and nothing else is asked. */
export function nobodyAsked(knowledge: CheckInput['knowledge']): Unasked {
  return {
    scope: 'local',
    knowledge,
    // Without a sign-in there is no plan either; here nothing can be begun too early.
    ...(knowledge.kind !== 'known' && { phase: 'switch' }),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: () => ({ kind: 'not-asked' }),
    report: { kind: 'none' },
  }
}
