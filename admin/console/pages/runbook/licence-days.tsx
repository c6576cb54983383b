import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Runbook } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'

/** How long the source's licences last: until then the trust can be removed there. */
export function LicenceDays({ licences }: { licences: Runbook['licences'] }): ReactElement {
  const { say, toDay } = useWords()
  const { expireOn, daysLeft, urgency } = licences
  if (urgency === 'unknown' || expireOn === null || daysLeft === null)
    return (
      <p>
        <strong>{say('licences/unknown')}</strong> {say('licences/unknown-meaning')}{' '}
        <Link href="/settings" className="link">
          {say('licences/to-settings')}
        </Link>
      </p>
    )
  return (
    <p>
      <strong>
        {urgency === 'expired' ? say('licences/expired') : say('licences/days-left', { count: daysLeft })}
      </strong>{' '}
      {say(`licences/${urgency}-meaning`, { day: toDay(expireOn) })}
    </p>
  )
}
