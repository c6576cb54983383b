import { FluentProvider, ProgressBar } from '@fluentui/react-components'
import { useEffect, useState, type ReactElement } from 'react'
import { lastResult, type AppState, type SessionState } from '../shared/window/state.ts'
import { OutdatedBanner } from './parts/outdated-banner.tsx'
import { Panel } from './parts/panel.tsx'
import { RecordedBanner } from './parts/recorded-banner.tsx'
import { StepList } from './parts/step-list.tsx'
import { SupportFooter } from './parts/support-footer.tsx'
import { TopBar } from './parts/top-bar.tsx'
import { WaiverQuestion } from './parts/waiver-question.tsx'
import { useAppState } from './state.ts'
import { chooseView, stepOf } from './steps/choose-view.ts'
import type { JourneyStep } from './steps/next-step.ts'
import { groupOf } from './steps/step-groups.ts'
import { StepView } from './steps/step-view.tsx'
import { useTheme } from './theme.ts'
import { NamesContext, toNames, useWords } from './use-words.ts'
import { textDirectionOf, type Language } from '../shared/words/words.ts'

/** The window: the mirror of main's state in Fluent's theme and the person's language. */
export function App({ language }: { language: Language }): ReactElement | null {
  const state = useAppState()
  const theme = useTheme(state?.configuration.kind === 'ready' ? state.configuration.branding.ramp : null)
  useEffect(() => {
    performance.mark('landfall:first-content')
  }, [])
  if (state === null) return null
  return (
    <FluentProvider className="fluent" theme={theme} dir={textDirectionOf(language)}>
      <NamesContext value={{ names: toNames(state), language }}>
        <Frame state={state} />
      </NamesContext>
    </FluentProvider>
  )
}

function Frame({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const [picked, setPicked] = useState<JourneyStep | null>(null)
  const nextView = chooseView(state, null)
  const next = stepOf(nextView)
  const standing = toKey(nextView)
  const [lastStanding, setLastStanding] = useState(standing)
  // News about the next step is what the person waits for, so it ends the reading of another one.
  if (standing !== lastStanding) {
    setLastStanding(standing)
    setPicked(null)
  }
  const view = chooseView(state, picked)
  const result = lastResult(state.check)
  const isRefused = state.configuration.kind === 'refused'

  const shownStep = stepOf(view)
  const title =
    shownStep === null ? state.app.name : `${say(`group/${groupOf(shownStep).id}`)} – ${state.app.name}`
  useEffect(() => {
    document.title = title
  }, [title])

  return (
    <div className="frame">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('main h1')?.focus()
        }}
      >
        {say('window/skip')}
      </a>
      <TopBar state={state} />
      {(result?.machine.recorded === true || state.replay !== null) && (
        <RecordedBanner replay={state.replay} />
      )}
      {state.configuration.kind === 'ready' && state.configuration.isOutdated && <OutdatedBanner />}
      <div className="journey">
        <StepList
          state={state}
          next={next}
          shown={isRefused ? null : shownStep}
          onPick={(step) => setPicked(step === next ? null : step)}
        />
        <Panel viewKey={toKey(view)} isPicked={picked !== null}>
          {state.check.kind === 'running' && result !== null && (
            <ProgressBar
              className="looking"
              thickness="medium"
              shape="square"
              aria-label={say('checking/again')}
            />
          )}
          <StepView view={view} state={state} onBack={() => setPicked(null)} isPicked={picked !== null} />
        </Panel>
      </div>
      <SupportFooter state={state} />
      <WaiverQuestion question={state.rescue.question} />
    </div>
  )
}

/** Changes when there is something else to read, and not when only a time has changed. */
function toKey(view: ReturnType<typeof chooseView>): string {
  switch (view.kind) {
    case 'session':
      return `session ${view.session.kind} ${toSessionKey(view.session)}`
    case 'findings':
      return `findings ${view.step} ${view.findings[0]?.code}`
    case 'scanning':
      return `scanning ${view.scan.kind}`
    case 'files':
      return `files ${view.stage.kind}`
    case 'quiet':
      return `quiet ${view.step}`
    default:
      return view.kind
  }
}

function toSessionKey(session: SessionState): string {
  switch (session.kind) {
    case 'failed':
      return session.reason
    case 'signing-in':
      return session.page.kind === 'device-code' ? `code ${session.page.code?.userCode}` : session.page.kind
    default:
      return ''
  }
}
