import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useApi } from '../../api/api.ts'
import type { SettingsPage as Answer } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../use-words.ts'
import { EnrolmentKeys } from './enrolment-keys.tsx'
import { SettingsForm } from './settings-form.tsx'
import { Webhooks } from './webhooks.tsx'

/** What the admin decides: addresses and days of the move, keys, webhooks, and how long things are kept. */
export function SettingsPage(): ReactElement {
  const { say } = useWords()
  const query = useQuery(queries.settings(useApi()))
  return (
    <>
      <PageHeading title={say('pages/settings')} />
      <Loaded query={query}>
        {({ settings, enrolmentKeys, webhooks, roles }) => (
          <>
            <SettingsForm settings={settings} />
            <EnrolmentKeys keys={enrolmentKeys} />
            <Webhooks webhooks={webhooks} />
            <Roles roles={roles} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Roles({ roles }: { roles: Answer['roles'] }): ReactElement {
  const { say } = useWords()
  return (
    <section className="section">
      <h2>{say('settings/roles')}</h2>
      <p>{say('settings/roles-meaning')}</p>
      <dl className="facts">
        {roles.map(({ role, claim }) => (
          <div key={role}>
            <dt>{say(`role/${role}`)}</dt>
            <dd>
              <code>{claim}</code>
              <p className="quiet">{say(`role/${role}-may`)}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
