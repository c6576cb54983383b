import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { ScanState } from '../../shared/window/state.ts'
import { CheckButton } from '../parts/check-button.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'

/** The look through the old folders: how far it is, and a way to stop it. */
export function ScanningStep({ scan }: { scan: Exclude<ScanState, { kind: 'idle' }> }): ReactElement {
  const { say, toNumber } = useWords()
  const isRunning = scan.kind === 'running'
  const title = say(isRunning ? 'scan/title' : 'scan/stopped')
  return (
    <div className="panel-content" aria-busy={isRunning}>
      <PanelHeading
        icon={isRunning ? 'busy' : 'info'}
        step="files"
        title={title}
        meaning={say(isRunning ? 'scan/meaning' : 'scan/stopped-meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say(isRunning ? 'scan/action' : 'scan/stopped-action')}</p>
        {isRunning && (
          <p className="aside">
            {say('scan/progress', {
              files: toNumber(scan.files),
              folders: toNumber(scan.foldersLeft),
            })}
          </p>
        )}
        <div className="buttons">
          {isRunning ? (
            <Button onClick={() => void window.landfall.stopScan()}>{say('scan/stop')}</Button>
          ) : (
            <CheckButton appearance="primary" title={title} takenAt={null} />
          )}
        </div>
      </section>
    </div>
  )
}
