import type { StepId } from '../../shared/findings/vocabulary.ts'

export type JourneyStep = StepId | 'report'

/** The five groups of the rail, in the order in which things happen. Steps, codes and reports know nothing of them. */
export const stepGroups = [
  { id: 'sign-in', steps: ['identity', 'web'] },
  { id: 'onedrive', steps: ['client', 'account'] },
  { id: 'files', steps: ['files', 'folders', 'sync'] },
  { id: 'old-account', steps: ['old-account', 'links', 'workplace'] },
  { id: 'done', steps: ['report'] },
] as const satisfies readonly { readonly id: string; readonly steps: readonly JourneyStep[] }[]

export type GroupId = (typeof stepGroups)[number]['id']

/** The steps in the order in which things happen, and the report that follows them. */
export const journeySteps: readonly JourneyStep[] = stepGroups.flatMap(({ steps }) => steps)
