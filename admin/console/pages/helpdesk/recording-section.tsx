import { Button, MessageBar, MessageBarBody, MessageBarTitle, ProgressBar } from '@fluentui/react-components'
import { lazy, Suspense, useId, useRef, useState, type DragEvent, type ReactElement, type Ref } from 'react'
import type { RefusedRecording } from '../../recording/recording-refusal.ts'
import { useRecordingWords } from '../../recording/use-recording-words.ts'
import { useRecording, type RecordingState } from '../../recording/use-recording.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { useWords } from '../../use-words.ts'
import './recording.css'

const RecordingView = lazy(() =>
  import('./recording-view.tsx').then((part) => ({ default: part.RecordingView })),
)

/** A recording that somebody sent: chosen or dropped, read in this browser, and shown. Nothing of it is sent anywhere. */
export function RecordingSection(): ReactElement {
  useRecordingWords()
  const { say } = useWords()
  const { state, open, stop, close } = useRecording()
  const field = useRef<HTMLInputElement>(null)
  // The pressed button disappears; keyboard focus stays at the same place.
  const end = (how: () => void) => (): void => {
    how()
    field.current?.focus()
  }
  return (
    <>
      <section className="section">
        <h2>{say('recording/title')}</h2>
        <p>{say('recording/about')}</p>
        <FileField ref={field} onFile={open} />
        <div aria-live="polite">
          <StateLine state={state} onStop={end(stop)} />
        </div>
      </section>
      {state.kind === 'answered' && state.answer.kind === 'opened' && (
        <Suspense fallback={<Waiting />}>
          <RecordingView name={state.name} recording={state.answer} onClose={end(close)} />
        </Suspense>
      )}
    </>
  )
}

function FileField({
  ref,
  onFile,
}: {
  ref: Ref<HTMLInputElement>
  onFile: (file: File) => void
}): ReactElement {
  const { say } = useWords()
  const field = useId()
  const hint = useId()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file !== undefined) onFile(file)
  }
  return (
    <div
      className="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="file-field">
        <label htmlFor={field}>{say('recording/file')}</label>
        <input
          ref={ref}
          id={field}
          type="file"
          accept=".zip,application/zip"
          aria-describedby={hint}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? []
            if (file !== undefined) onFile(file)
            // The same file again is a choice too.
            currentTarget.value = ''
          }}
        />
      </div>
      <p className="quiet" id={hint}>
        {say('recording/drop')}
      </p>
    </div>
  )
}

function StateLine({ state, onStop }: { state: RecordingState; onStop: () => void }): ReactElement | null {
  const { say, toPercent } = useWords()
  switch (state.kind) {
    case 'none':
      return null
    case 'reading':
      return (
        <div className="reading">
          <p>{say('recording/reading', { name: state.name })}</p>
          {state.isLong && (
            <div className="reading-long">
              <ProgressBar
                value={state.share}
                aria-label={say('recording/progress')}
                aria-valuetext={toPercent(state.share)}
              />
              <Button onClick={onStop}>{say('recording/stop')}</Button>
            </div>
          )}
        </div>
      )
    case 'stopped':
      return <p>{say('recording/stopped', { name: state.name })}</p>
    case 'answered':
      return state.answer.kind === 'opened' ? (
        <p>{say('recording/opened', { name: state.name })}</p>
      ) : (
        <Refusal name={state.name} refusal={state.answer} />
      )
  }
}

function Refusal({ name, refusal }: { name: string; refusal: RefusedRecording }): ReactElement {
  const { say } = useWords()
  const { code, part } = refusal
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle className="file-name">{say('recording/refused', { name })}</MessageBarTitle>{' '}
        {say(`recording-refusal/${code}`)}{' '}
        <code className="file-name">
          {code}
          {part !== null && ` · ${part}`}
        </code>
      </MessageBarBody>
    </MessageBar>
  )
}
