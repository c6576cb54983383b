import { Spinner } from '@fluentui/react-components'
import { lazy, Suspense, type ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import type { AppState } from '../../shared/window/state.ts'
import { FurtherFindings } from '../parts/further-findings.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import type { HeadingIconName } from '../parts/status-icon.tsx'
import { useWords, type WordKey } from '../use-words.ts'
import { isListFirst, wasCompared, type FilesStage } from './files/choose-stage.ts'

// The list and all that belongs to it: few starts show it, and none waits for it.
const FilesBody = lazy(async () => ({ default: (await import('./files/files-body.tsx')).FilesBody }))

type FilesStepProps = {
  readonly stage: FilesStage
  /** What else was found at this step. */
  readonly findings: readonly Finding[]
  readonly state: AppState
}

/** The files that are only on this computer: what becomes of them, from the list to the proof. */
export function FilesStep({ stage, findings, state }: FilesStepProps): ReactElement {
  const { say } = useWords()
  const { totals } = state.rescue
  const { icon, title, meaning } = toHeading(stage, totals !== null && wasCompared(totals))
  const further = findings.filter(
    (finding) =>
      !isOfList.has(finding.code) && !isOfNoState(finding) && finding.code !== `files.${stage.kind}`,
  )
  return (
    <div className={isListFirst(stage, state.rescue) ? 'panel-content list-first' : 'panel-content'}>
      <PanelHeading icon={icon} step="files" title={say(title)} meaning={say(meaning)} />
      <Suspense fallback={<Spinner label={say('files/loading')} />}>
        <FilesBody stage={stage} state={state} />
      </Suspense>
      <FurtherFindings findings={further} state={state} />
    </div>
  )
}

const isOfList: ReadonlySet<string> = new Set([
  'files.not-uploaded',
  'files.state-lost',
  'files.excluded-by-policy',
  'files.notebook',
  'files.notebook-links',
  'files.rescue-waiting',
])

/** Said by the comparison already: that nothing on the computer tells of these files. */
function isOfNoState({ code, evidence }: Finding): boolean {
  return code === 'files.unknown' && evidence['reason'] === 'no-cloud-state'
}

function toHeading(
  stage: FilesStage,
  isCompared: boolean,
): {
  readonly icon: HeadingIconName
  readonly title: WordKey
  readonly meaning: WordKey
} {
  switch (stage.kind) {
    case 'advice':
      return { icon: 'attention', title: 'files/advice', meaning: 'files/advice-meaning' }
    case 'comparing':
      return { icon: 'busy', title: 'files/comparing', meaning: 'files/comparing-meaning' }
    case 'lost':
      return { icon: 'info', title: 'findings/files.state-lost/title', meaning: 'files/lost-meaning' }
    case 'no-target':
    case 'choose':
      return {
        icon: 'attention',
        title: 'findings/files.not-uploaded/title',
        meaning: isCompared ? 'files/choose-compared-meaning' : 'files/choose-meaning',
      }
    case 'switched-off':
      return {
        icon: 'attention',
        title: 'findings/files.not-uploaded/title',
        meaning: 'files/switched-off-meaning',
      }
    case 'copying':
      return {
        icon: stage.isPaused ? 'waiting' : 'busy',
        title: stage.isPaused ? 'files/paused' : 'files/copying',
        meaning: 'files/copying-meaning',
      }
    case 'stopped':
      return { icon: 'attention', title: 'files/stopped', meaning: 'files/copying-meaning' }
    case 'rest':
      return { icon: 'attention', title: 'files/rest', meaning: 'files/rest-meaning' }
    case 'waiting':
      return { icon: 'waiting', title: 'files/waiting', meaning: 'files/waiting-meaning' }
    case 'excluded':
      return {
        icon: 'info',
        title: 'findings/files.excluded-by-policy/title',
        meaning: 'findings/files.excluded-by-policy/meaning',
      }
    case 'notebook-missing':
      return {
        icon: 'attention',
        title: 'findings/files.notebook-missing/title',
        meaning: 'findings/files.notebook-missing/meaning',
      }
    case 'settled':
      return { icon: 'done', title: 'files/settled', meaning: 'files/settled-meaning' }
  }
}
