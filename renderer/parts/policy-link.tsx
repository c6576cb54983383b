import { Link } from '@fluentui/react-components'
import { lazy, Suspense, useState, type ReactElement } from 'react'
import type { PolicyState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'

// Few people need it, and none while the window opens.
const PolicyDialog = lazy(async () => ({ default: (await import('./policy-dialog.tsx')).PolicyDialog }))

/** A line of the help menu: says that the organisation has set something, and what. */
export function PolicyLink({ policy }: { policy: PolicyState }): ReactElement | null {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  // Once it is there it stays: a dialog that goes while it is open leaves the page hidden from screen readers.
  const [isWanted, setWanted] = useState(false)
  if (policy.managed.length === 0 && policy.problems.length === 0) return null
  return (
    <li>
      <Link
        as="button"
        inline
        aria-haspopup="dialog"
        onClick={() => {
          setWanted(true)
          setOpen(true)
        }}
      >
        {say('policy/open')}
      </Link>
      {isWanted && (
        <Suspense>
          <PolicyDialog isOpen={isOpen} policy={policy} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  )
}
