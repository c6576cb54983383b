import { Button, Spinner } from '@fluentui/react-components'
import { createContext, useContext, type ReactElement, type ReactNode } from 'react'
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
  /** At the foot of the list, in sight while it scrolls. */
  readonly isBar: boolean
  readonly onShowRenamed: () => void
}

/** The one thing to do about the files at this moment. */
export function StageCard({ isBar, ...props }: StageCardProps): ReactElement | null {
  return (
    <BarContext value={isBar}>
      <StageTask {...props} />
    </BarContext>
  )
}

const BarContext = createContext(false)

function StageTask({ stage, state, onShowRenamed }: Omit<StageCardProps, 'isBar'>): ReactElement | null {
  const { say } = useWords()
  const { run } = state.rescue
  if (run.kind === 'planned') return <PlanCard plan={run.plan} onShowRenamed={onShowRenamed} />
  if (run.kind === 'copying') return <ProgressCard progress={run.progress} isPaused={run.isPaused} />
  switch (stage.kind) {
    case 'comparing':
      return <CompareCard compared={state.rescue.compared} />
    case 'lost':
      return <LostCard standing={stage.standing} state={state} />
    case 'advice':
      return <LookAgain text={say('files/advice-action')} title={say('files/advice')} />
    case 'switched-off':
      return <LookAgain text={say('files/switched-off-action')} title={say(notUploaded)} />
    case 'waiting':
      return <LookAgain text={say('files/waiting-action')} title={say('files/waiting')} />
    case 'notebook-missing':
      return (
        <LookAgain
          text={say('findings/files.notebook-missing/action')}
          title={say('findings/files.notebook-missing/title')}
        />
      )
    case 'no-target':
      return (
        <ToDo text={say(`files/no-${stage.reason}`)}>
          <TargetAction reason={stage.reason} />
          <CheckButton appearance="secondary" title={say(notUploaded)} takenAt={null} />
        </ToDo>
      )
    case 'choose':
    case 'rest':
    case 'stopped':
      return <PlanFirst stage={stage} state={state} />
    case 'excluded':
      return <ToDo text={say('findings/files.excluded-by-policy/action')} />
    case 'copying':
    case 'settled':
      return null
    default:
      return assertNever(stage)
  }
}

const notUploaded = 'findings/files.not-uploaded/title'

/** What to do outside of Landfall, and the button that checks again. */
function LookAgain({ text, title }: { text: string; title: string }): ReactElement {
  return (
    <ToDo text={text}>
      <CheckButton appearance="primary" title={title} takenAt={null} />
    </ToDo>
  )
}

type PlanFirstProps = {
  readonly stage: Extract<FilesStage, { readonly kind: 'choose' | 'rest' | 'stopped' }>
  readonly state: AppState
}

/** What is chosen, and the button that plans it. */
function PlanFirst({ stage, state }: PlanFirstProps): ReactElement {
  const { say } = useWords()
  const isStopped = stage.kind === 'stopped'
  const label = { choose: 'files/plan', rest: 'files/try-again', stopped: 'files/go-on' } as const
  const title = { choose: notUploaded, rest: 'files/rest', stopped: 'files/stopped' } as const
  return (
    <ToDo text={isStopped ? say(`files/stop-${stage.reason}`) : null}>
      {!isStopped && <Chosen state={state} />}
      <PlanButton state={state} label={say(label[stage.kind])} />
      <CheckButton appearance="secondary" title={say(title[stage.kind])} takenAt={null} />
    </ToDo>
  )
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
  // Nothing more will be known, so the person looks for themselves and chooses.
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

function ToDo({ text, children }: { text: string | null; children?: ReactNode }): ReactElement {
  const { say } = useWords()
  const isBar = useContext(BarContext)
  return (
    <section className={isBar ? 'file-bar' : 'card'} aria-label={say('finding/to-do')}>
      <h2 className={isBar ? 'unseen' : 'card-title'}>{say('finding/to-do')}</h2>
      {text !== null && <p className={isBar ? undefined : 'card-text'}>{text}</p>}
      {children !== undefined && <div className="buttons">{children}</div>}
    </section>
  )
}

/** What is chosen, and how much is free where it goes; what is not known is not said. */
function Chosen({ state }: { state: AppState }): ReactElement | null {
  const { say, toNumber, toBytes } = useWords()
  const { totals, free } = state.rescue
  if (totals === null) return null
  const { selected, left, failed } = totals.all
  const chosen = say('files/chosen', {
    files: toNumber(selected.files),
    all: toNumber(left.files + failed.files),
    size: toBytes(selected.bytes),
  })
  return (
    <p className="chosen">
      {chosen}
      {free !== null && ` · ${say('files/free', { size: toBytes(free) })}`}
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
