import { FluentProvider, ProgressBar } from '@fluentui/react-components'
import { lazy, Suspense, useContext, useEffect, useState, type ReactElement } from 'react'
import { lastResult, type AppState, type SessionState } from '../shared/window/state.ts'
import { useHelpdesk } from './helpdesk/use-helpdesk.ts'
import { Announcer } from './parts/announcer.tsx'
import { NotReleaseBanner } from './parts/not-release-banner.tsx'
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
import { StepView } from './steps/step-view.tsx'
import { useTheme } from './theme.ts'
import { NamesContext, toNames, useWords } from './use-words.ts'
import { textDirectionOf, type Language } from '../shared/words/words.ts'

// Few people open it, and none while the window opens.
const HelpdeskPage = lazy(async () => ({
  default: (await import('./helpdesk/helpdesk-page.tsx')).HelpdeskPage,
}))

/** The window: the mirror of main's state in Fluent's theme and the person's language. */
export function App({ language }: { language: Language }): ReactElement | null {
  const state = useAppState()
  const theme = useTheme(
    state?.configuration.kind === 'ready' ? state.configuration.branding.ramp : null,
    language,
  )
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
  const [isHelpdesk, setHelpdesk] = useHelpdesk()
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
  const shown = isHelpdesk ? null : stepOf(view)
  const pick = (step: JourneyStep): void => {
    setHelpdesk(false)
    setPicked(step === next ? null : step)
  }
  const isRefused = state.configuration.kind === 'refused'
  const name = isHelpdesk ? say('helpdesk/title') : shown === null ? null : say(`step/${shown}/name`)
  const viewKey = isHelpdesk ? 'helpdesk' : toKey(view)
  useTitle(name, viewKey, state.app.name)

  return (
    <div className="frame">
      <SkipLink />
      <TopBar state={state} />
      <Banners state={state} />
      <div className="journey">
        <StepList state={state} next={next} shown={isRefused ? null : shown} onPick={pick} />
        <Panel viewKey={viewKey} isPicked={picked !== null || isHelpdesk}>
          {state.check.kind === 'running' && lastResult(state.check) !== null && (
            <ProgressBar
              className="looking"
              thickness="medium"
              shape="square"
              aria-label={say('checking/again')}
            />
          )}
          {isHelpdesk ? (
            <Suspense>
              <HelpdeskPage state={state} onClose={() => setHelpdesk(false)} />
            </Suspense>
          ) : (
            <StepView
              view={view}
              state={state}
              onPick={pick}
              onBack={() => setPicked(null)}
              isPicked={picked !== null}
            />
          )}
        </Panel>
      </div>
      <SupportFooter state={state} onHelpdesk={() => setHelpdesk(true)} />
      <Announcer state={state} next={next} />
      <WaiverQuestion question={state.rescue.question} />
    </div>
  )
}

/** The window is called after the step, or, where the view belongs to none, after its heading. */
function useTitle(step: string | null, viewKey: string, app: string): void {
  const { language } = useContext(NamesContext)
  useEffect(() => {
    const name = step ?? document.querySelector('main h1')?.textContent ?? ''
    document.title = name === '' ? app : `${name} – ${app}`
  }, [step, viewKey, app, language])
}

/** The first stop of the keyboard: past the steps, to what is to be done. */
function SkipLink(): ReactElement {
  const { say } = useWords()
  return (
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
  )
}

/** What is true of the whole window: a package that is no release, a recorded computer, a newer Landfall. */
function Banners({ state }: { state: AppState }): ReactElement {
  const { app, check, replay, configuration } = state
  return (
    <>
      {app.isStandIn && <NotReleaseBanner />}
      {(lastResult(check)?.machine.recorded === true || replay !== null) && (
        <RecordedBanner replay={replay} />
      )}
      {configuration.kind === 'ready' && configuration.isOutdated && <OutdatedBanner />}
    </>
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
