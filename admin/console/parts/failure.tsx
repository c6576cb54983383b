import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { ApiRefused } from '../api/api.ts'
import { useWords } from '../use-words.ts'
import { toFailureWords } from './failure-words.ts'

/** What could not be fetched or done: why, the code for the log, and a way to try again. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }): ReactElement {
  const { say, sayReason } = useWords()
  const { title, text } = toFailureWords(error)
  const reason = error instanceof ApiRefused ? error.reason : null
  return (
    <MessageBar intent="error" layout="multiline" className="message">
      <MessageBarBody>
        <MessageBarTitle>{say(title)}</MessageBarTitle>{' '}
        {(reason && sayReason(reason.code, reason.values)) ?? say(text)}{' '}
        {error instanceof ApiRefused && (
          <code>
            {error.code}
            {error.requestId !== null && ` · ${error.requestId}`}
          </code>
        )}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button onClick={onRetry}>{say('do/try-again')}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
