import { Button, Spinner } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { assertNever } from '../../../shared/assert-never.ts'
import { mayChooseByHand } from '../../../shared/files/proof.ts'
import type { AppState } from '../../../shared/window/state.ts'
import { CheckButton } from '../../parts/check-button.tsx'
import { FindingAction } from '../../parts/finding-action.tsx'
import { useWords, type Words } from '../../use-words.ts'
import type { FilesStage } from './choose-stage.ts'
import { CompareCard } from './compare-card.tsx'
import { PlanCard } from './plan-card.tsx'
import { ProgressCard } from './progress-card.tsx'

type LostStanding = Extract<FilesStage, { readonly kind: 'lost' }>['standing']

type StageCardProps = {
  readonly stage: FilesStage
  readonly state: AppState
  readonly onShowRenamed: () => void
}

/** The one thing to do about the files at this moment. */
export function StageCard({ stage, state, onShowRenamed }: StageCardProps): ReactElement | null {
  const { say } = useWords()
  const { run } = state.rescue
  if (run.kind === 'planned') return <PlanCard plan={run.plan} onShowRenamed={onShowRenamed} />
  if (run.kind === 'copying') return <ProgressCard progress={run.progress} isPaused={run.isPaused} />
  switch (stage.kind) {
    case 'advice':
      return (
        <ToDo text={say('files/advice-action')}>
          <CheckButton appearance="primary" title={say('files/advice')} takenAt={null} />
        </ToDo>
      )
    case 'comparing':
      return <CompareCard compared={state.rescue.compared} />
    case 'lost':
      return <LostCard standing={stage.standing} state={state} />
    case 'no-target':
      return (
        <ToDo text={say(`files/no-${stage.reason}`)}>
          <TargetAction reason={stage.reason} />
          <CheckButton
            appearance="secondary"
            title={say('findings/files.not-uploaded/title')}
            takenAt={null}
          />
        </ToDo>
      )
    case 'switched-off':
      return (
        <ToDo text={say('files/switched-off-action')}>
          <CheckButton appearance="primary" title={say('findings/files.not-uploaded/title')} takenAt={null} />
        </ToDo>
      )
    case 'choose':
      return (
        <ToDo text={say('files/choose-action')}>
          <Chosen state={state} />
          <PlanButton state={state} label={say('files/plan')} />
          <CheckButton
            appearance="secondary"
            title={say('findings/files.not-uploaded/title')}
            takenAt={null}
          />
        </ToDo>
      )
    case 'stopped':
      return (
        <ToDo text={say(`files/stop-${stage.reason}`)}>
          <PlanButton state={state} label={say('files/go-on')} />
          <CheckButton appearance="secondary" title={say('files/stopped')} takenAt={null} />
        </ToDo>
      )
    case 'rest':
      return (
        <ToDo text={say('files/choose-action')}>
          <Chosen state={state} />
          <PlanButton state={state} label={say('files/try-again')} />
          <CheckButton appearance="secondary" title={say('files/rest')} takenAt={null} />
        </ToDo>
      )
    case 'waiting':
      return (
        <ToDo text={say('files/waiting-action')}>
          <CheckButton appearance="primary" title={say('files/waiting')} takenAt={null} />
        </ToDo>
      )
    case 'excluded':
      return <ToDo text={say('findings/files.excluded-by-policy/action')} />
    case 'notebook-missing':
      return (
        <ToDo text={say('findings/files.notebook-missing/action')}>
          <CheckButton
            appearance="primary"
            title={say('findings/files.notebook-missing/title')}
            takenAt={null}
          />
        </ToDo>
      )
    case 'copying':
    case 'settled':
      return null
    default:
      return assertNever(stage)
  }
}

/** What opens a way to copy. */
function TargetAction({
  reason,
}: {
  reason: Extract<FilesStage, { readonly kind: 'no-target' }>['reason']
}): ReactElement {
  const { say } = useWords()
  if (reason === 'target-unproven')
    return (
      <Button appearance="primary" onClick={() => void window.landfall.signIn('here')}>
        {say('do/sign-in')}
      </Button>
    )
  const remedy = reason === 'target-missing' ? 'start-client' : 'add-account'
  return <FindingAction action={{ kind: 'remedy', remedy }} appearance="primary" title="" takenAt={null} />
}

/** Files with an unknown state: what keeps the comparison, or what the person can do where it had no answer. */
function LostCard({ standing, state }: { standing: LostStanding; state: AppState }): ReactElement {
  const words = useWords()
  const { say } = words
  // Nobody will tell more than this, so the person looks for themselves and chooses.
  const isAll = standing.kind === 'done' || (standing.kind === 'unable' && mayChooseByHand(standing.obstacle))
  const canPlan = isAll && state.rescue.run.kind !== 'unavailable'
  const isSignedOut = standing.kind === 'unable' && standing.obstacle === 'sign-in-needed'
  return (
    <ToDo text={toStanding(words, standing)}>
      {canPlan && <Chosen state={state} />}
      {canPlan && <PlanButton state={state} label={say('files/plan')} />}
      {isSignedOut ? (
        <Button appearance="primary" onClick={() => void window.landfall.signIn('here')}>
          {say('do/sign-in')}
        </Button>
      ) : (
        <CheckButton
          appearance={canPlan ? 'secondary' : 'primary'}
          title={say('findings/files.state-lost/title')}
          takenAt={null}
        />
      )}
    </ToDo>
  )
}

/** Why not every file has been compared, and what to do. */
function toStanding({ say, toTime }: Words, standing: LostStanding): string {
  switch (standing.kind) {
    case 'none':
      return say('files/lost-action')
    case 'stopped':
      return say('files/compare-stopped')
    case 'done':
      return say('files/lost-rest')
    case 'unable': {
      const { obstacle, nextAt } = standing
      return say(`files/proof-${obstacle}`, { next: nextAt === null ? '' : toTime(nextAt) })
    }
    default:
      return assertNever(standing)
  }
}

function ToDo({ text, children }: { text: string; children?: React.ReactNode }): ReactElement {
  const { say } = useWords()
  return (
    <section className="card" aria-label={say('finding/to-do')}>
      <h2 className="card-title">{say('finding/to-do')}</h2>
      <p className="card-text">{text}</p>
      {children !== undefined && <div className="buttons">{children}</div>}
    </section>
  )
}

function Chosen({ state }: { state: AppState }): ReactElement | null {
  const { say, toNumber, toBytes } = useWords()
  const { totals } = state.rescue
  if (totals === null) return null
  const { selected, left, failed } = totals.all
  return (
    <p className="chosen">
      {say('files/chosen', {
        files: toNumber(selected.files),
        all: toNumber(left.files + failed.files),
        size: toBytes(selected.bytes),
      })}
    </p>
  )
}

function PlanButton({ state, label }: { state: AppState; label: string }): ReactElement {
  const { say } = useWords()
  const { run, totals } = state.rescue
  const isPlanning = run.kind === 'planning'
  const isEmpty = (totals?.all.selected.files ?? 0) === 0
  return (
    <Button
      appearance="primary"
      disabledFocusable={isPlanning || isEmpty}
      onClick={() => void window.landfall.planRescue()}
      {...(isPlanning && { icon: <Spinner size="extra-tiny" aria-hidden /> })}
    >
      {isPlanning ? say('files/planning') : label}
    </Button>
  )
}
