import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Textarea,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Reminder, ReminderWish } from '../../api/answers.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useWords } from '../../use-words.ts'

type ReminderDialogProps = {
  readonly selection: ReminderWish
  /** In the bar of the chosen people, beside the button for everybody of the filter. */
  readonly ofChosen?: boolean
}

/** "Remind only these": the addresses of the chosen people and a text to send them. Nothing is sent from here. */
export function ReminderDialog({ selection, ofChosen = false }: ReminderDialogProps): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const remind = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/reminders', { body: selection })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
  return (
    <Dialog onOpenChange={(_event, { open }) => !open && remind.reset()}>
      <DialogTrigger disableButtonEnhancement>
        {ofChosen ? (
          <Button size="small">{say('remind/button-chosen')}</Button>
        ) : (
          <Button>{say('remind/button')}</Button>
        )}
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{say('remind/title')}</DialogTitle>
          <DialogContent className="dialog-content">
            {remind.isError && <Failure error={remind.error} />}
            {remind.data === undefined ? (
              <p>{say('remind/meaning')}</p>
            ) : (
              <ReminderList reminder={remind.data} />
            )}
          </DialogContent>
          <DialogActions>
            {remind.data === undefined && (
              <Button
                appearance="primary"
                disabledFocusable={remind.isPending}
                onClick={() => remind.mutate()}
              >
                {say('remind/make')}
              </Button>
            )}
            <DialogTrigger disableButtonEnhancement>
              <Button>{say('do/close')}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function ReminderList({ reminder }: { reminder: Reminder }): ReactElement {
  const { say } = useWords()
  const addresses = reminder.people.map(({ targetUpn }) => targetUpn).join('; ')
  const mail = `${say('remind/subject')}\n\n${say('remind/mail')}`
  if (reminder.people.length === 0) return <p>{say('people/nobody-found')}</p>
  return (
    <>
      <p>
        {say('remind/made', { count: reminder.people.length })}
        {reminder.isCut && ` ${say('remind/cut')}`}
      </p>
      <Field label={say('remind/addresses')}>
        <Textarea readOnly value={addresses} rows={4} />
      </Field>
      <CopyButton text={addresses} what={say('remind/addresses')} />
      <Field label={say('remind/text')}>
        <Textarea readOnly value={mail} rows={8} />
      </Field>
      <CopyButton text={mail} what={say('remind/text')} />
    </>
  )
}
