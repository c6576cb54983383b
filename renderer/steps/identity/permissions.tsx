import type { ReactElement } from 'react'
import { Disclosure } from '../../parts/disclosure.tsx'
import { useWords, type WordKey } from '../../use-words.ts'

/** What the sign-in asks of the person's account: the admin API's scope first, Graph's only after the move. */
const permissions = [
  ['Reports.Submit', 'permissions/now', 'permissions/submit', 'permissions/submit-without'],
  ['User.Read', 'permissions/later', 'permissions/user', 'permissions/graph-without'],
  ['Files.Read', 'permissions/later', 'permissions/files', 'permissions/graph-without'],
] as const satisfies readonly (readonly [name: string, when: WordKey, why: WordKey, without: WordKey])[]

/** Every permission by name: when it is asked for, what for, and what happens without it. */
export function Permissions(): ReactElement {
  const { say } = useWords()
  const names = { step: say('step/web/name'), status: say('status/unknown') }
  return (
    <Disclosure label={say('permissions/title')}>
      <p>{say('permissions/meaning')}</p>
      <dl className="permissions">
        {permissions.map(([name, when, why, without]) => (
          <div key={name}>
            <dt>
              <bdi dir="ltr" className="code">
                {name}
              </bdi>
              <span className="permission-when">{say(when)}</span>
            </dt>
            <dd>{say(why)}</dd>
            <dd className="aside">{say(without, names)}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  )
}
