import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import type { AppState } from '../../shared/window/state.ts'
import { FindingCard } from '../parts/finding-card.tsx'
import { FindingDetails } from '../parts/finding-details.tsx'
import { toWordKeys } from '../parts/finding-words.ts'
import { FurtherFindings } from '../parts/further-findings.tsx'
import { Note } from '../parts/note.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { toHeadingIcon } from '../parts/status-icon.tsx'
import { useWords } from '../use-words.ts'
import type { JourneyStep } from './next-step.ts'

type FindingStepProps = {
  readonly step: JourneyStep | null
  readonly findings: readonly Finding[]
  readonly state: AppState
}

/** One step's findings: the main one large, with its one thing to do, the others below. */
export function FindingStep({ step, findings, state }: FindingStepProps): ReactElement | null {
  const { say } = useWords()
  const [main, ...further] = findings
  if (main === undefined) return null
  const words = toWordKeys(main)
  return (
    <div className="panel-content">
      <PanelHeading
        icon={toHeadingIcon(main.outcome)}
        step={step}
        title={say(words.title)}
        meaning={say(words.meaning)}
      />
      {state.check.kind === 'broken' && (
        <Note tone="attention" title={say('checking/broken')} text={say('checking/broken-action')} />
      )}
      <FindingCard finding={main} state={state} key={main.code} />
      <div className="extras">
        <FurtherFindings findings={further} state={state} />
        <FindingDetails findings={findings} />
      </div>
    </div>
  )
}
