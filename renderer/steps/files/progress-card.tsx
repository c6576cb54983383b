import { Button, ProgressBar } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { CopyProgress } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'

/** How far the copying is, and what can be done about it. */
export function ProgressCard({
  progress,
  isPaused,
}: {
  progress: CopyProgress
  isPaused: boolean
}): ReactElement {
  const { say, toNumber, toBytes, toDuration } = useWords()
  const { done, of, failed, bytesPerSecond, secondsLeft } = progress
  const part = of.bytes === 0 ? done.files / Math.max(1, of.files) : done.bytes / of.bytes
  const left =
    secondsLeft === null
      ? say('files/progress-left-unknown')
      : say('files/progress-left', { time: toDuration(secondsLeft) })
  const title = say(isPaused ? 'files/paused' : 'files/copying')
  return (
    <section className="card" aria-label={title}>
      <ProgressBar value={Math.min(1, part)} thickness="large" aria-label={title} />
      <ul className="progress-facts">
        <li>{say('files/progress-files', { done: toNumber(done.files), all: toNumber(of.files) })}</li>
        <li>{say('files/progress-bytes', { done: toBytes(done.bytes), all: toBytes(of.bytes) })}</li>
        {!isPaused && <li>{say('files/progress-speed', { speed: toBytes(bytesPerSecond) })}</li>}
        {!isPaused && <li>{left}</li>}
        {failed > 0 && <li>{say('files/progress-failed', { files: toNumber(failed) })}</li>}
      </ul>
      <div className="buttons">
        <Button
          appearance={isPaused ? 'primary' : 'secondary'}
          onClick={() => void (isPaused ? window.landfall.resumeRescue() : window.landfall.pauseRescue())}
        >
          {say(isPaused ? 'files/resume' : 'files/pause')}
        </Button>
        <Button onClick={() => void window.landfall.stopRescue()}>{say('files/stop')}</Button>
      </div>
    </section>
  )
}
