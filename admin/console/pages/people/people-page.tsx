import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useApi } from '../../api/api.ts'
import { queries } from '../../api/queries.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failure } from '../../parts/failure.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { ChosenBar } from './chosen-bar.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { isEmptyFilter, readFilter, toPeopleAddress, type PeopleFilter } from './people-filter.ts'
import { PeopleTable } from './people-table.tsx'
import { ReminderDialog } from './reminder-dialog.tsx'

/** The people of a filter, which is in the address. */
export function PeoplePage(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const isAdmin = useIsAdmin()
  const filter = readFilter(useSearch())
  const [, navigate] = useLocation()
  const progress = useQuery(queries.progress(api, null))
  const query = useInfiniteQuery({ ...queries.people(api, filter), placeholderData: (last) => last })
  const people = query.data?.pages.flatMap((page) => page.people) ?? []
  const total = query.data?.pages[0]?.total
  const show = (next: PeopleFilter): void => navigate(toPeopleAddress(next), { replace: true })
  return (
    <div className="people">
      <PageHeading title={say('pages/people')}>
        {isAdmin && total !== undefined && (
          <>
            <ReminderDialog filter={filter} />
            <ExportMenu filter={filter} />
          </>
        )}
      </PageHeading>
      <FilterBar
        filter={filter}
        waves={progress.data?.waves.map(({ wave }) => wave) ?? []}
        blockers={progress.data?.blockers.map(({ code }) => code) ?? []}
        onChange={show}
      />
      <p className="total" role="status">
        {total !== undefined &&
          say(total.isExact ? 'people/total' : 'people/total-at-least', { count: total.people })}
      </p>
      {isAdmin && <ChosenBar />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Waiting />}
      {query.data !== undefined && people.length === 0 && <NobodyHere isFiltered={!isEmptyFilter(filter)} />}
      {people.length > 0 && total !== undefined && (
        <PeopleTable
          people={people}
          total={total.isExact ? total.people : -1}
          isMore={query.hasNextPage}
          onMore={() => {
            if (!query.isFetchingNextPage && !query.isError) void query.fetchNextPage()
          }}
        />
      )}
    </div>
  )
}

function NobodyHere({ isFiltered }: { isFiltered: boolean }): ReactElement {
  const { say } = useWords()
  return isFiltered ? (
    <Empty
      title={say('people/nobody-found')}
      text={say('people/nobody-found-meaning')}
      link={{ address: '/people', words: say('people/show-all') }}
    />
  ) : (
    <Empty title={say('progress/nobody')} text={say('progress/nobody-helpdesk')} />
  )
}
