import { assertNever } from '../../shared/assert-never.ts'

/** The process that copies, as main knows it. `losses`: how often it ended by itself. */
export type ProcessStage =
  /** Nothing was to be rescued so far, or the process was lost: the next list starts another one. */
  | { readonly kind: 'none'; readonly losses: number }
  | { readonly kind: 'running'; readonly losses: number }
  /** It has a list. Two lists with one key are the same. */
  | { readonly kind: 'open'; readonly losses: number; readonly key: string }
  /** It was lost too often. */
  | { readonly kind: 'given-up'; readonly losses: number }
  | { readonly kind: 'stopped'; readonly losses: number }

export type ProcessEvent =
  | { readonly kind: 'started' }
  | { readonly kind: 'opened'; readonly key: string }
  /** A verb failed: what the process has of the list is not known. */
  | { readonly kind: 'list-lost' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'stopped' }

export const firstStage: ProcessStage = { kind: 'none', losses: 0 }

/** A process that ends this often by itself is not started again. */
const mostLosses = 3

/** The next stage. What happens to a process that is given up or stopped changes nothing. */
export function stepProcess(stage: ProcessStage, event: ProcessEvent): ProcessStage {
  const { losses } = stage
  if (event.kind === 'stopped') return { kind: 'stopped', losses }
  if (stage.kind === 'stopped' || stage.kind === 'given-up') return stage
  switch (event.kind) {
    case 'started':
      return stage.kind === 'none' ? { kind: 'running', losses } : stage
    case 'opened':
      return { kind: 'open', losses, key: event.key }
    case 'list-lost':
      return stage.kind === 'open' ? { kind: 'running', losses } : stage
    case 'ended':
      return { kind: losses + 1 < mostLosses ? 'none' : 'given-up', losses: losses + 1 }
    default:
      return assertNever(event)
  }
}
