import { ChevronUp16Regular } from '@fluentui/react-icons/svg/chevron-up'
import { Link } from '@fluentui/react-components'
import { useEffect, useId, useRef, useState, type ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { PolicyLink } from './policy-link.tsx'
import { RecordingLink } from './recording-link.tsx'

/** Everything for somebody who needs help, behind one button. Escape and a press elsewhere shut it. */
export function HelpMenu({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const listId = useId()
  useEffect(() => {
    if (!isOpen) return undefined
    const shutOutside = (event: Event): void => {
      if (!(event.target instanceof Node) || !root.current) return
      // A dialog that was opened from here is elsewhere in the page, and brings the focus back here.
      const isInDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      if (!isInDialog && !root.current.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', shutOutside)
    document.addEventListener('focusin', shutOutside)
    return () => {
      document.removeEventListener('pointerdown', shutOutside)
      document.removeEventListener('focusin', shutOutside)
    }
  }, [isOpen])
  const { configuration, app } = state
  const hasPage = configuration.kind === 'ready' && configuration.support.url !== null
  return (
    <div
      className="help"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button
        type="button"
        className="help-button"
        ref={button}
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
      >
        {say('support/help')}
        <ChevronUp16Regular aria-hidden />
      </button>
      <ul className="help-list" id={listId} hidden={!isOpen}>
        {hasPage && (
          <li>
            <Link as="button" inline onClick={() => void window.landfall.openRemedy('open-support')}>
              {say('support/open')}
            </Link>
          </li>
        )}
        {configuration.kind === 'ready' && state.replay === null && (
          <li>
            <RecordingLink state={state} />
          </li>
        )}
        {configuration.kind === 'ready' && <PolicyLink policy={configuration.policy} />}
        <li className="help-version">{say('support/version', { version: app.version })}</li>
      </ul>
    </div>
  )
}
