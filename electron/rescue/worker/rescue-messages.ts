import type { RescueState } from '../../../shared/files/rescue.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import type { RescueMachine } from './rescue-machine.ts'

/** What can be asked of the process that copies. */
export type Verb = keyof RescueMachine

/** `begin` comes first and once. */
export type ToProcess =
  | { readonly kind: 'begin'; readonly machine: DiskOwner }
  | { readonly kind: 'ask'; readonly id: number; readonly verb: Verb; readonly given: readonly unknown[] }

/** `code` is the name of the error and its code: no path, no message. */
export type FromProcess =
  | { readonly kind: 'state'; readonly state: RescueState }
  /** Something is settled that was not, or the other way round. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'broken'; readonly id: number | null; readonly code: string }
