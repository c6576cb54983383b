import type { ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'

/** Before the move: that the team libraries and shortcuts are written down, because afterwards no one can tell. Nothing where there are none. */
export function KeptLibraries({ libraries }: Pick<AppState, 'libraries'>): ReactElement | null {
  const { say, toNumber } = useWords()
  if (libraries.length === 0) return null
  return (
    <Note
      tone="done"
      title={say('libraries/kept-title', { libraries: toNumber(libraries.length) })}
      text={say('libraries/kept')}
    />
  )
}
