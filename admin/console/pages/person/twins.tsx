import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Person, PersonRow } from '../../api/answers.ts'
import { answerOf, useApi } from '../../api/api.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'

/** Rows that may be the same person: somebody was renamed, and the map was imported with the new address. */
export function Twins({ person }: { person: Person }): ReactElement | null {
  const { say } = useWords()
  if (person.twins.length === 0) return null
  return (
    <section className="section">
      <h2>{say('twins/title')}</h2>
      <p>{say('twins/meaning')}</p>
      <ul className="cards">
        {person.twins.map((twin) => (
          <TwinCard key={twin.id} person={person} twin={twin} />
        ))}
      </ul>
    </section>
  )
}

function TwinCard({ person, twin }: { person: Person; twin: PersonRow }): ReactElement {
  const { say } = useWords()
  const isAdmin = useIsAdmin()
  const api = useApi()
  const client = useQueryClient()
  const join = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/v1/people/{id}/join', {
          params: { path: { id: person.id } },
          body: { otherId: twin.id },
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <li className="card">
      <h3 className="address">
        <Link href={`/people/${twin.id}`} className="link">
          {twin.targetUpn}
        </Link>
      </h3>
      <p className="quiet">{twin.sourceUpn}</p>
      <p className="standing">
        <StateBadge state={twin.state} /> {say(`move/${twin.moveState}`)}
      </p>
      {isAdmin && (
        <div className="buttons">
          <AskFirst
            button={say('twins/join')}
            label={say('twins/join-with', { upn: twin.targetUpn })}
            title={say('twins/join-title')}
            text={say('twins/join-meaning', { kept: person.targetUpn, gone: twin.targetUpn })}
            isBusy={join.isPending}
            onYes={() => join.mutate()}
          />
        </div>
      )}
      {join.isError && <Failure error={join.error} />}
    </li>
  )
}
