import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Waiting } from './waiting.tsx'

/** What was fetched, or why it was not. What is there already stays when asking again fails. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}): ReactElement {
  return (
    <>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data === undefined ? query.isPending && <Waiting /> : children(query.data)}
    </>
  )
}
