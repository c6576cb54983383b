import { stepGroups, type GroupId, type JourneyStep } from './journey-steps.ts'
import type { ListedStep, StepStatus } from './step-status.ts'

export { stepGroups, type GroupId }

/** A group's status. `partly`: settled but for a step that was not checked and will not be. */
export type GroupStatus = StepStatus | 'partly'

export type ListedGroup = {
  readonly id: GroupId
  readonly status: GroupStatus
  readonly steps: readonly ListedStep[]
}

/** The group that holds a step, and its number for people (from 1). */
export function groupOf(step: JourneyStep): { readonly id: GroupId; readonly place: number } {
  const index = stepGroups.findIndex(({ steps }) => steps.some((each) => each === step))
  const group = stepGroups[index]
  if (group === undefined) throw new Error(`no group holds ${step}`)
  return { id: group.id, place: index + 1 }
}

/** The groups with their steps and one status each. */
export function groupSteps(steps: readonly ListedStep[]): ListedGroup[] {
  return stepGroups.map(({ id, steps: members }) => {
    const listed = steps.filter((step) => members.some((member) => member === step.id))
    return { id, status: combineStatuses(listed.map(({ status }) => status)), steps: listed }
  })
}

/** The step that a press on the group's name leads to: the one that most needs the person, else its first. */
export function leadOf({ steps }: ListedGroup): JourneyStep {
  const lead = urgency.map((status) => steps.find((step) => step.status === status)).find(Boolean)
  const first = lead ?? steps[0]
  if (first === undefined) throw new Error('a group without steps')
  return first.id
}

const urgency: readonly StepStatus[] = ['now', 'yours', 'blocked', 'busy', 'unknown', 'waiting']

/** The most urgent status of a group. It is done only where each of its steps is: a step that was not checked is no pass. */
export function combineStatuses(statuses: readonly StepStatus[]): GroupStatus {
  const open = urgency.find((status) => statuses.includes(status))
  if (open !== undefined) return open
  if (statuses.includes('not-checked')) return 'not-checked'
  if (!statuses.includes('done')) return 'left-out'
  return statuses.includes('left-out') ? 'partly' : 'done'
}
