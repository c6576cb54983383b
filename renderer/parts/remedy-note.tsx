import type { ReactElement } from 'react'
import type { RemedyState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'

/** What became of the last remedy. The region is always there, so that its news is read out. */
export function RemedyNote({ remedy }: { remedy: RemedyState }): ReactElement {
  const { say } = useWords()
  return (
    <div role="status">
      {remedy.kind === 'opened' && (
        <Note tone="done" title={say('remedy/opened')} text={say('remedy/opened-meaning')} />
      )}
      {remedy.kind === 'unavailable' && (
        <Note
          tone="attention"
          title={say(`remedy/${remedy.reason}`)}
          text={say(`remedy/${remedy.reason}-meaning`)}
        />
      )}
    </div>
  )
}
