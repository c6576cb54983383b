import type { ProofObstacle } from './proof.ts'

/** Where the comparison of lost files with the new OneDrive stands. Times are ISO 8601. */
export type ComparisonState =
  /** There is nothing to compare, or nobody has begun. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  /** By the person. */
  | { readonly kind: 'stopped' }
  /** `nextAt` is when it goes on by itself; null where it would in vain. */
  | { readonly kind: 'unable'; readonly obstacle: ProofObstacle; readonly nextAt: string | null }
  | { readonly kind: 'done'; readonly at: string }
