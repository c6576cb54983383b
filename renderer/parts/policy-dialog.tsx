import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { PolicyState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'

type PolicyDialogProps = {
  readonly isOpen: boolean
  readonly policy: PolicyState
  readonly onClose: () => void
}

/** What the organisation has set, by the names that its own people know, and what of it cannot be used. */
export function PolicyDialog({ isOpen, policy, onClose }: PolicyDialogProps): ReactElement {
  const { say } = useWords()
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{say('policy/title')}</DialogTitle>
          {/* Long lists scroll, also for who has no mouse. */}
          <DialogContent tabIndex={0} role="region" aria-label={say('policy/title')}>
            <p className="card-text">{say('policy/meaning')}</p>
            {policy.problems.map(({ key, reason }) => (
              <Note
                key={key}
                tone="attention"
                title={say('policy/wrong', { key })}
                text={say('policy/wrong-meaning', { reason })}
              />
            ))}
            <dl className="policy">
              {policy.managed.map(({ key, value }) => (
                <div key={key}>
                  <dt>
                    <bdi dir="ltr">{key}</bdi>
                  </dt>
                  <dd>{value === '' ? say('policy/default') : <bdi dir="ltr">{value}</bdi>}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {say('policy/close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
