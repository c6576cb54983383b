import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { cautionsOf } from '../steps/next-step.ts'
import { useWords } from '../use-words.ts'
import { FurtherFinding } from './finding-card.tsx'

/** At the end: what passed, and the person must know all the same. Null where there is nothing of the kind. */
export function CautionList({ state }: { state: AppState }): ReactElement | null {
  const { say } = useWords()
  const cautions = cautionsOf(lastResult(state.check))
  if (cautions.length === 0) return null
  return (
    <section className="further">
      <h2 className="card-title">{say('finding/good-to-know')}</h2>
      <ul className="further">
        {cautions.map((finding) => (
          <FurtherFinding key={finding.code} finding={finding} state={state} />
        ))}
      </ul>
    </section>
  )
}
