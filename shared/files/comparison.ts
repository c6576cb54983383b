import type { ProofObstacle } from './proof.ts'

/** The state of the comparison of lost files with the new OneDrive. Times are ISO 8601. */
export type ComparisonState =
  /** There is nothing to compare, or no one has begun. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  /** By the person. */
  | { readonly kind: 'stopped' }
  /** `nextAt` is the time of the next try; null where a try is useless. */
  | { readonly kind: 'unable'; readonly obstacle: ProofObstacle; readonly nextAt: string | null }
  | { readonly kind: 'done'; readonly at: string }
