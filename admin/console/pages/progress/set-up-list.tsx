import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { Circle20Regular } from '@fluentui/react-icons/svg/circle'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useApi } from '../../api/api.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../use-words.ts'
import { setUpStepsOf } from './set-up-steps.ts'

/** What an admin has to set up while the migration is empty, and what is done already. */
export function SetUpList(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const settings = useQuery(queries.settings(api))
  const imports = useQuery(queries.imports(api))
  return (
    <section className="section">
      <h2>{say('setup/title')}</h2>
      <p>{say('setup/meaning')}</p>
      <Loaded query={settings}>
        {(known) => (
          <Loaded query={imports}>
            {(list) => (
              <ol className="set-up">
                {setUpStepsOf(known, list.imports).map(({ id, isDone, address }) => (
                  <li key={id}>
                    {isDone ? <CheckmarkCircle20Regular aria-hidden /> : <Circle20Regular aria-hidden />}
                    <span>{say(isDone ? 'setup/done' : 'setup/to-do')}</span>
                    <Link href={address} className="link">
                      {say(`setup/${id}`)}
                    </Link>
                  </li>
                ))}
              </ol>
            )}
          </Loaded>
        )}
      </Loaded>
    </section>
  )
}
