import { Button, Link } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { lastResult, type AppState, type SessionState } from '../../../shared/window/state.ts'
import { meaningOf } from '../../../shared/findings/vocabulary.ts'
import { AddressCard } from '../../parts/address-card.tsx'
import { BlockedHelp } from '../../parts/blocked-help.tsx'
import { FindingDetails } from '../../parts/finding-details.tsx'
import { toWordKeys } from '../../parts/finding-words.ts'
import { OwnerLine } from '../../parts/owner-line.tsx'
import { PanelHeading } from '../../parts/panel-heading.tsx'
import { toHeadingIcon } from '../../parts/status-icon.tsx'
import { useWords } from '../../use-words.ts'
import { isBlameless } from '../choose-action.ts'
import { asksForNumber } from './asks-for-number.ts'
import { offersCode } from './offers-code.ts'
import { PageNumber } from './page-number.tsx'
import { Permissions } from './permissions.tsx'

type SignInProps = {
  readonly session: Extract<SessionState, { kind: 'failed' }>
  readonly state: AppState
}

/** After a sign-in that failed: why, the address to type, one button, and a quiet second way. */
export function SignIn({ session, state }: SignInProps): ReactElement {
  const { say } = useWords()
  const code = `identity.${session.reason}` as const
  const { outcome, owner } = meaningOf(code)
  const isBlocked = outcome === 'blocked'
  const findings = (lastResult(state.check)?.findings ?? []).filter((finding) => finding.code === code)
  const used = findings[0]?.evidence['username']
  const { number, cause } = session
  const words = toWordKeys({ code, evidence: cause === undefined ? {} : { cause } })
  return (
    <div className="panel-content">
      <PanelHeading
        icon={toHeadingIcon(outcome)}
        step="identity"
        title={say(words.title)}
        meaning={say(words.meaning)}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        {isBlocked && <OwnerLine owner={owner} isBlameless={isBlameless({ code, outcome, owner })} />}
        <p className="card-text">{say(words.action)}</p>
        {number !== undefined && (
          <p className="aside">{say('sign-in/refusal-number', { number: String(number) })}</p>
        )}
        {isBlocked && <BlockedHelp state={state} />}
        <AddressCard state={state} used={typeof used === 'string' ? used : null} />
        <div className="buttons">
          <Button
            appearance={isBlocked ? 'secondary' : 'primary'}
            size="large"
            onClick={() => void window.landfall.signIn('here')}
          >
            {say('do/try-again')}
          </Button>
          {offersCode(session) && (
            <Link as="button" inline onClick={() => void window.landfall.signIn('device-code')}>
              {say('do/sign-in-with-code')}
            </Link>
          )}
        </div>
      </section>
      <div className="extras">
        {asksForNumber(session) && <PageNumber />}
        <Permissions />
        {findings.length > 0 && <FindingDetails findings={findings} />}
      </div>
    </div>
  )
}
