import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { ApiRefused } from '../api/api.ts'
import { useWords, type WordKey } from '../use-words.ts'

/** What could not be fetched or done: why, the code for whoever reads the log, and a way to try again. */
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

function toFailureWords(error: Error): { title: WordKey; text: WordKey } {
  if (!(error instanceof ApiRefused)) return { title: 'failure/away', text: 'failure/away-meaning' }
  if (error.code === 'import.unreadable') return { title: 'imports/refused', text: 'failure/invalid-meaning' }
  if (error.status === 401) return { title: 'failure/sign-in', text: 'failure/sign-in-meaning' }
  if (error.status === 403) return { title: 'failure/forbidden', text: 'failure/forbidden-meaning' }
  if (error.status === 404) return { title: 'failure/gone', text: 'failure/gone-meaning' }
  if (error.status === 409) return { title: 'failure/conflict', text: 'failure/conflict-meaning' }
  if (error.status === 413) return { title: 'failure/too-large', text: 'failure/too-large-meaning' }
  if (error.status === 422) return { title: 'failure/invalid', text: 'failure/invalid-meaning' }
  if (error.status === 429) return { title: 'failure/busy', text: 'failure/busy-meaning' }
  if (error.status === 503) return { title: 'failure/database', text: 'failure/database-meaning' }
  return { title: 'failure/unexpected', text: 'failure/unexpected-meaning' }
}
