import type { ReactElement } from 'react'
import type { RemedyState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'

/** What became of the last remedy. */
export function RemedyNote({ remedy }: { remedy: RemedyState }): ReactElement {
  const { say } = useWords()
  return (
    <>
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
    </>
  )
}
