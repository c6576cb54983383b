import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { FilesBeside } from '../parts/files-beside.tsx'
import { FindingCard } from '../parts/finding-card.tsx'
import { FindingDetails } from '../parts/finding-details.tsx'
import { toWordKeys } from '../parts/finding-words.ts'
import { FurtherFindings } from '../parts/further-findings.tsx'
import { LibraryList } from '../parts/library-list.tsx'
import { OldLinks } from '../parts/old-links/old-links.tsx'
import { MoveProgress } from '../parts/move-progress.tsx'
import { Note } from '../parts/note.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { toHeadingIcon } from '../parts/status-icon.tsx'
import { findOverview, WorkplaceOverview } from '../parts/workplace-overview.tsx'
import { useWords } from '../use-words.ts'
import { filesAtRiskBeside } from './files-at-risk.ts'
import type { JourneyStep } from './next-step.ts'

type FindingStepProps = {
  readonly step: JourneyStep | null
  readonly findings: readonly Finding[]
  readonly state: AppState
  readonly onPick: (step: JourneyStep) => void
}

/** One step's findings: the main one large, with its one thing to do, the others below. */
export function FindingStep({ step, findings, state, onPick }: FindingStepProps): ReactElement | null {
  const { say } = useWords()
  const [main, ...further] = findings
  if (main === undefined) return null
  const words = toWordKeys(main)
  const result = lastResult(state.check)
  const overview = findOverview(findings)
  const others = further.filter((finding) => finding !== overview)
  const beside = result === null || state.replay !== null ? [] : filesAtRiskBeside(main, result)
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
      <FilesBeside findings={beside} onShow={() => onPick('files')} />
      <FindingCard finding={main} state={state} key={main.code} />
      {state.replay === null && <MoveProgress finding={main} plan={state.plan} />}
      {step === 'workplace' && <LibraryList libraries={state.libraries} isReplay={state.replay !== null} />}
      {step === 'workplace' && <OldLinks oldLinks={state.oldLinks} />}
      {overview !== null && <WorkplaceOverview finding={overview} />}
      <div className="extras">
        <FurtherFindings findings={others} state={state} />
        <FindingDetails findings={findings} />
      </div>
    </div>
  )
}
