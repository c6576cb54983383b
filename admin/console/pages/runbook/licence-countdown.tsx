import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Runbook } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'

/** How long the source's licences last: until then the trust can be removed there. */
export function LicenceCountdown({ licences }: { licences: Runbook['licences'] }): ReactElement {
  const { say, toDay } = useWords()
  const { expireOn, daysLeft, urgency } = licences
  if (urgency === 'unknown' || expireOn === null || daysLeft === null)
    return (
      <MessageBar intent="warning" layout="multiline" className="message">
        <MessageBarBody>
          <MessageBarTitle>{say('licences/unknown')}</MessageBarTitle> {say('licences/unknown-meaning')}{' '}
          <Link href="/settings" className="link">
            {say('licences/to-settings')}
          </Link>
        </MessageBarBody>
      </MessageBar>
    )
  const intent = { fine: 'info', soon: 'warning', expired: 'error' } as const
  return (
    <MessageBar intent={intent[urgency]} layout="multiline" className="message">
      <MessageBarBody>
        <MessageBarTitle>
          {urgency === 'expired' ? say('licences/expired') : say('licences/days-left', { count: daysLeft })}
        </MessageBarTitle>{' '}
        {say(`licences/${urgency}-meaning`, { day: toDay(expireOn) })}
      </MessageBarBody>
    </MessageBar>
  )
}
