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
import type { WaiverQuestion } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import { toAmount } from './amounts.ts'
import { WaivedName } from './waived-name.tsx'

/**
 * The second asking: what it means, and a word of the person's own that it is meant. It stays where it is when it is shut:
 * a dialog that is taken away while it is open leaves the rest of the page hidden from screen readers.
 */
export function WaiverDialog({ question }: { question: WaiverQuestion | null }): ReactElement {
  const [shown, setShown] = useState(question)
  if (question !== null && question !== shown) setShown(question)
  return (
    <Dialog open={question !== null} onOpenChange={(_, { open }) => !open && drop()}>
      <DialogSurface>{shown !== null && <Question key={shown.askedAt} question={shown} />}</DialogSurface>
    </Dialog>
  )
}

function Question({ question }: { question: WaiverQuestion }): ReactElement {
  const words = useWords()
  const { say } = words
  const isLocked = question.what.kind === 'protected'
  const [isSure, setSure] = useState(false)
  return (
    <DialogBody>
      <DialogTitle>{say(isLocked ? 'files/protected-title' : 'files/waive-title')}</DialogTitle>
      <DialogContent>
        <p className="card-text">
          <strong>
            <WaivedName what={question.what} />
          </strong>
          <br />
          {toAmount(words, question.amount)}
        </p>
        <p className="card-text">{say(isLocked ? 'files/protected-question' : 'files/waive-meaning')}</p>
        <Checkbox
          checked={isSure}
          label={say(isLocked ? 'files/protected-sure' : 'files/waive-sure')}
          onChange={(_, { checked }) => setSure(checked === true)}
        />
      </DialogContent>
      <DialogActions>
        <Button appearance="primary" onClick={drop}>
          {say('files/waive-no')}
        </Button>
        <Button disabledFocusable={!isSure} onClick={() => void window.landfall.waive()}>
          {say(isLocked ? 'files/protected-yes' : 'files/waive-yes')}
        </Button>
      </DialogActions>
    </DialogBody>
  )
}

function drop(): void {
  void window.landfall.dropWaiverQuestion()
}
