import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { haveFilesPassed, type GuideId } from '../steps/choose-guide.ts'
import { useWords } from '../use-words.ts'
import { GuideDrawing } from './guide-drawing.tsx'

/** Three numbered lines, and a drawing of the place to press. */
export function Guide({ guide, state }: { guide: GuideId; state: AppState }): ReactElement {
  const { say } = useWords()
  const isMac = lastResult(state.check)?.machine.platform === 'macos'
  return (
    <>
      {guide === 'unlink' && (
        <p>{say(haveFilesPassed(state) ? 'guide/files-settled' : 'guide/files-open')}</p>
      )}
      <div className="guide">
        <ol className="lines">
          {(['first', 'second', 'third'] as const).map((line) => (
            <li key={line}>{say(`guide/${guide}/${line}`)}</li>
          ))}
        </ol>
        <GuideDrawing guide={guide} label={say(`guide/${guide}/picture`)} isMac={isMac} />
      </div>
    </>
  )
}
