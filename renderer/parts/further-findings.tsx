import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import type { AppState } from '../../shared/window/state.ts'
import { isAboutFilesAtRisk } from '../steps/files-at-risk.ts'
import { useWords } from '../use-words.ts'
import { Disclosure } from './disclosure.tsx'
import { FurtherFinding } from './finding-card.tsx'

type FurtherFindingsProps = {
  readonly findings: readonly Finding[]
  readonly state: AppState
  readonly label?: 'finding/also' | 'finding/good-to-know'
}

/**
 * What else was found at a step: what is about files that can be lost in sight, the rest folded away with its number. Null where
 * there is nothing.
 */
export function FurtherFindings({
  findings,
  state,
  label = 'finding/also',
}: FurtherFindingsProps): ReactElement | null {
  const { say, toNumber } = useWords()
  const atRisk = findings.filter((finding) => isAboutFilesAtRisk(finding))
  const others = findings.filter((finding) => !isAboutFilesAtRisk(finding))
  if (findings.length === 0) return null
  return (
    <>
      {atRisk.length > 0 && (
        <section className="further" aria-label={say('finding/your-files')}>
          <h2 className="card-title">{say('finding/your-files')}</h2>
          <FindingCards findings={atRisk} state={state} />
        </section>
      )}
      {others.length > 0 && (
        <Disclosure label={say(label, { findings: toNumber(others.length) })}>
          <FindingCards findings={others} state={state} />
        </Disclosure>
      )}
    </>
  )
}

function FindingCards({ findings, state }: Pick<FurtherFindingsProps, 'findings' | 'state'>): ReactElement {
  return (
    <ul className="further">
      {findings.map((finding, place) => (
        <FurtherFinding key={`${finding.code} ${place}`} finding={finding} state={state} />
      ))}
    </ul>
  )
}
