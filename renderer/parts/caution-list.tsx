import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { cautionsOf } from '../steps/next-step.ts'
import { FurtherFindings } from './further-findings.tsx'

/** At the end: what passed, and the person must know all the same. Null where there is nothing of the kind. */
export function CautionList({ state }: { state: AppState }): ReactElement | null {
  return (
    <FurtherFindings
      findings={cautionsOf(lastResult(state.check))}
      state={state}
      label="finding/good-to-know"
    />
  )
}
