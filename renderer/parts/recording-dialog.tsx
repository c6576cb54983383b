import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { useState, type ReactElement } from 'react'
import type { RecordingState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'

type RecordingDialogProps = {
  readonly isOpen: boolean
  readonly recording: RecordingState
  readonly onClose: () => void
}

/** What a recording holds, whether names are in it, and where it has gone. */
export function RecordingDialog({ isOpen, recording, onClose }: RecordingDialogProps): ReactElement {
  const { say } = useWords()
  const [isRedacted, setRedacted] = useState(true)
  // What was saved before this dialog was opened is not its business.
  const [hasAsked, setAsked] = useState(false)
  const close = (): void => {
    setAsked(false)
    onClose()
  }
  const isSaving = recording.kind === 'saving'
  const isSaved = hasAsked && recording.kind === 'saved'
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{say('recording/title')}</DialogTitle>
          <DialogContent>
            <p className="card-text">{say('recording/meaning')}</p>
            <Checkbox
              checked={isRedacted}
              disabled={isSaving}
              label={say('recording/redact')}
              onChange={(_, { checked }) => setRedacted(checked === true)}
            />
            <p className="card-text">{say(isRedacted ? 'recording/redacted' : 'recording/not-redacted')}</p>
            {isSaved && (
              <Note
                tone="done"
                title={say('recording/saved')}
                text={say('recording/saved-meaning', { file: recording.file })}
              />
            )}
            {hasAsked && recording.kind === 'unsaved' && (
              <Note
                tone="attention"
                title={say('recording/unsaved')}
                text={say('recording/unsaved-meaning')}
              />
            )}
          </DialogContent>
          <DialogActions>
            <Button
              appearance={isSaved ? 'secondary' : 'primary'}
              disabledFocusable={isSaving}
              onClick={() => {
                setAsked(true)
                void window.landfall.saveRecording(isRedacted)
              }}
            >
              {say(isSaving ? 'recording/saving' : 'recording/save')}
            </Button>
            <Button appearance={isSaved ? 'primary' : 'secondary'} onClick={close}>
              {say('recording/close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
