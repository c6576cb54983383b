import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { readPreflight } from '../../shared/checks/preflight-subjects.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import type { AppState } from '../../shared/window/state.ts'
import { CautionList } from '../parts/caution-list.tsx'
import { CheckButton } from '../parts/check-button.tsx'
import { FindingDetails } from '../parts/finding-details.tsx'
import { toWordKeys } from '../parts/finding-words.ts'
import { FolderList } from '../parts/folder-list.tsx'
import { KeptLibraries } from '../parts/kept-libraries.tsx'
import { OwnerLine } from '../parts/owner-line.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { ReasonList } from '../parts/reason-list.tsx'
import type { JourneyStep } from '../steps/next-step.ts'
import { useWords } from '../use-words.ts'
import { findOpen, findPreflight } from './find-open.ts'
import { PreflightList } from './preflight-list.tsx'

type PreflightStepProps = {
  readonly result: CheckResult
  readonly state: AppState
  readonly onPick: (step: JourneyStep) => void
}

/** Before the move, on one page: what will hurt on the day with one thing to do each, then all that was looked at. */
export function PreflightStep({ result, state, onPick }: PreflightStepProps): ReactElement {
  const { say, toNumber } = useWords()
  const open = findOpen(result)
  const overview = findPreflight(result)
  const isUnsure = readPreflight(overview?.evidence ?? {}).some(({ state: seen }) => seen === 'unknown')
  const title =
    open.length > 0
      ? say('preflight/open', { things: toNumber(open.length) })
      : say(isUnsure ? 'preflight/unsure' : 'ready/title')
  const meaning =
    open.length > 0 ? 'preflight/open-meaning' : isUnsure ? 'preflight/unsure-meaning' : 'ready/meaning'
  return (
    <div className="panel-content">
      <PanelHeading
        icon={open.length > 0 ? 'attention' : isUnsure ? 'info' : 'done'}
        step={null}
        title={title}
        meaning={say(meaning)}
      />
      <div className="buttons">
        <CheckButton
          appearance={open.length > 0 ? 'primary' : 'secondary'}
          title={title}
          takenAt={result.takenAt}
        />
      </div>
      {open.length > 0 && (
        <section aria-label={say('finding/to-do')}>
          <ol className="further">
            {open.map((finding, place) => (
              <OpenItem key={`${finding.code} ${place}`} finding={finding} onPick={onPick} />
            ))}
          </ol>
        </section>
      )}
      {overview !== null && <PreflightList finding={overview} />}
      <KeptLibraries libraries={state.libraries} />
      <CautionList state={state} />
      <FindingDetails findings={overview === null ? open : [...open, overview]} />
    </div>
  )
}

type OpenItemProps = { readonly finding: Finding; readonly onPick: (step: JourneyStep) => void }

/** One thing to put right: what was seen, what it means, who acts, and what to do. */
function OpenItem({ finding, onPick }: OpenItemProps): ReactElement {
  const { say } = useWords()
  const words = toWordKeys(finding)
  return (
    <li className="card">
      <h2 className="preflight-title">{say(words.title)}</h2>
      <p>{say(words.meaning)}</p>
      <OwnerLine owner={finding.owner} isBlameless={false} />
      <p>{say(words.action)}</p>
      <ReasonList evidence={finding.evidence} />
      <FolderList finding={finding} />
      {finding.code.startsWith('files.') && (
        <div className="buttons">
          <Button onClick={() => onPick('files')}>{say('finding/show-files')}</Button>
        </div>
      )}
    </li>
  )
}
