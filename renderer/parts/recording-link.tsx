import { Link } from '@fluentui/react-components'
import { lazy, Suspense, useState, type ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'

// Few people need it, and none while the window opens.
const RecordingDialog = lazy(async () => ({
  default: (await import('./recording-dialog.tsx')).RecordingDialog,
}))

/** Where a recording of this computer is asked for. */
export function RecordingLink({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  // Once it is there it stays: a dialog that goes while it is open leaves the page hidden from screen readers.
  const [isWanted, setWanted] = useState(false)
  return (
    <span>
      <Link
        as="button"
        inline
        aria-haspopup="dialog"
        onClick={() => {
          setWanted(true)
          setOpen(true)
        }}
      >
        {say('recording/open')}
      </Link>
      {isWanted && (
        <Suspense>
          <RecordingDialog isOpen={isOpen} recording={state.recording} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </span>
  )
}
