import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useApi } from '../../api/api.ts'
import { queries } from '../../api/queries.ts'
import { Failure } from '../../parts/failure.tsx'
import { useWords } from '../../use-words.ts'

/** People who may be in the map twice, after an import of renamed addresses. Each leads to the page where rows are joined. */
export function Duplicates(): ReactElement | null {
  const { say } = useWords()
  const query = useQuery(queries.duplicates(useApi()))
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  const duplicates = query.data?.duplicates ?? []
  if (duplicates.length === 0) return null
  return (
    <section className="section">
      <h2>{say('twins/all-title')}</h2>
      <p>{say('twins/all-meaning')}</p>
      <ul className="cards">
        {duplicates.map(({ one, other }) => (
          <li key={`${one.id} ${other.id}`} className="card">
            {[one, other].map((row) => (
              <p key={row.id}>
                <Link href={`/people/${row.id}`} className="link">
                  {row.targetUpn}
                </Link>{' '}
                <small className="quiet">{row.sourceUpn}</small>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
