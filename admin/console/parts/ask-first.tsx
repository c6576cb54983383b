import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

type AskFirstProps = {
  /** On the button that leads here, and on the one that does it. */
  readonly button: string
  readonly label?: string
  readonly title: string
  readonly text: string
  readonly isBusy?: boolean
  readonly isPrimary?: boolean
  readonly onYes: () => void
}

/** A button that says what it will do before it does it. */
export function AskFirst(props: AskFirstProps): ReactElement {
  const { button, label, title, text, isBusy = false, isPrimary = false, onYes } = props
  const { say } = useWords()
  return (
    <Dialog>
      <DialogTrigger disableButtonEnhancement>
        <Button
          appearance={isPrimary ? 'primary' : 'secondary'}
          disabledFocusable={isBusy}
          {...(label !== undefined && { 'aria-label': label })}
        >
          {button}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{text}</DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary" onClick={onYes}>
                {button}
              </Button>
            </DialogTrigger>
            <DialogTrigger disableButtonEnhancement>
              <Button>{say('do/cancel')}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
