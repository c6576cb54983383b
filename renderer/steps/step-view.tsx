import type { ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import type { AppState } from '../../shared/window/state.ts'
import { PreflightStep } from '../preflight/preflight-step.tsx'
import { AccessStep } from './access-step.tsx'
import type { View } from './choose-view.ts'
import { CheckBrokenStep, CheckingStep } from './checking-step.tsx'
import { ConfigurationStep } from './configuration-step.tsx'
import { FilesStep } from './files-step.tsx'
import { FindingStep } from './finding-step.tsx'
import { IdentityStep } from './identity-step.tsx'
import type { JourneyStep } from './next-step.ts'
import { OverviewStep } from './overview-step.tsx'
import { QuietStep } from './quiet-step.tsx'
import { ReadyStep } from './ready-step.tsx'
import { ReportStep } from './report-step.tsx'
import { ScanningStep } from './scanning-step.tsx'

type StepViewProps = {
  readonly view: View
  readonly state: AppState
  readonly isPicked: boolean
  readonly onPick: (step: JourneyStep) => void
  readonly onBack: () => void
}

/** The right side's content for each kind of view. */
export function StepView({ view, state, isPicked, onPick, onBack }: StepViewProps): ReactElement {
  switch (view.kind) {
    case 'configuration-refused':
      return <ConfigurationStep path={view.path} problems={view.problems} />
    case 'session':
      return <IdentityStep session={view.session} state={state} />
    case 'checking':
      return <CheckingStep plan={state.plan} />
    case 'check-broken':
      return <CheckBrokenStep />
    case 'findings':
      return <FindingStep step={view.step} findings={view.findings} state={state} onPick={onPick} />
    case 'files':
      return <FilesStep stage={view.stage} findings={view.findings} state={state} />
    case 'quiet':
      return (
        <QuietStep
          step={view.step}
          status={view.status}
          reason={view.reason}
          libraries={state.libraries}
          oldLinks={state.oldLinks}
          isReplay={state.replay !== null}
          onBack={isPicked ? onBack : null}
        />
      )
    case 'scanning':
      return <ScanningStep scan={view.scan} />
    case 'access':
      return <AccessStep />
    case 'ready':
      return <ReadyStep state={state} />
    case 'preflight':
      return <PreflightStep result={view.result} state={state} onPick={onPick} />
    case 'overview':
      return <OverviewStep findings={view.findings} state={state} />
    case 'report':
      return <ReportStep state={state} />
    default:
      return assertNever(view)
  }
}
