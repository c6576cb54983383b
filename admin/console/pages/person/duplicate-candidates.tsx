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
export function DuplicateCandidates({ person }: { person: Person }): ReactElement | null {
  const { say } = useWords()
  if (person.twins.length === 0) return null
  return (
    <section className="section">
      <h2>{say('twins/title')}</h2>
      <p>{say('twins/meaning')}</p>
      <ul className="cards">
        {person.twins.map((candidate) => (
          <CandidateCard key={candidate.id} person={person} candidate={candidate} />
        ))}
      </ul>
    </section>
  )
}

function CandidateCard({ person, candidate }: { person: Person; candidate: PersonRow }): ReactElement {
  const { say } = useWords()
  const isAdmin = useIsAdmin()
  const api = useApi()
  const client = useQueryClient()
  const join = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/v1/people/{id}/join', {
          params: { path: { id: person.id } },
          body: { otherId: candidate.id },
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <li className="card">
      <h3 className="address">
        <Link href={`/people/${candidate.id}`} className="link">
          {candidate.targetUpn}
        </Link>
      </h3>
      <p className="quiet">{candidate.sourceUpn}</p>
      <p className="standing">
        <StateBadge state={candidate.state} /> {say(`move/${candidate.moveState}`)}
      </p>
      {isAdmin && (
        <div className="buttons">
          <AskFirst
            button={say('twins/join')}
            label={say('twins/join-with', { upn: candidate.targetUpn })}
            title={say('twins/join-title')}
            text={say('twins/join-meaning', { kept: person.targetUpn, gone: candidate.targetUpn })}
            isBusy={join.isPending}
            onYes={() => join.mutate()}
          />
        </div>
      )}
      {join.isError && <Failure error={join.error} />}
    </li>
  )
}
