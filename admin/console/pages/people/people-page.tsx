import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from '@fluentui/react-components'
import { useEffect, type ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useApi } from '../../api/api.ts'
import type { PeoplePage as Page } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failure } from '../../parts/failure.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { ChosenBar } from './chosen-bar.tsx'
import { ExportMenu } from './export-menu.tsx'
import { chooseEverybody, keepChoiceOf, useChosen } from './chosen-people.ts'
import { FilterBar } from './filter-bar.tsx'
import { OrderFields } from './order-fields.tsx'
import { isEmptyFilter, readFilter, toPeopleAddress, type PeopleFilter } from './people-filter.ts'
import { readOrder, type PeopleOrder } from './people-order.ts'
import { PeopleTable } from './people-table.tsx'
import { ReminderDialog } from './reminder-dialog.tsx'
import { ViewsMenu } from './views-menu.tsx'

/** The people of a filter, which is in the address. */
export function PeoplePage(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const isAdmin = useIsAdmin()
  const search = useSearch()
  const filter = readFilter(search)
  const order = readOrder(search)
  const [, navigate] = useLocation()
  useEffect(() => keepChoiceOf(readFilter(search)), [search])
  const progress = useQuery(queries.progress(api, null))
  const query = useInfiniteQuery({ ...queries.people(api, filter, order), placeholderData: (last) => last })
  const people = query.data?.pages.flatMap((page) => page.people) ?? []
  const total = query.data?.pages[0]?.total
  const show = (next: PeopleFilter): void => navigate(toPeopleAddress(next, order), { replace: true })
  const sort = (next: PeopleOrder): void => navigate(toPeopleAddress(filter, next), { replace: true })
  return (
    <div className="people">
      <PageHeading title={say('pages/people')}>
        <ViewsMenu address={toPeopleAddress(filter, order)} />
        {isAdmin && total !== undefined && (
          <>
            <ReminderDialog selection={filter} />
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
      <OrderFields order={order} onOrder={sort} />
      <div className="total">
        <p role="status">
          {total !== undefined &&
            say(total.isExact ? 'people/total' : 'people/total-at-least', { count: total.people })}
        </p>
        {isAdmin && total !== undefined && total.people > 0 && <ChooseAll filter={filter} total={total} />}
      </div>
      {isAdmin && <ChosenBar />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Waiting />}
      {query.data !== undefined && people.length === 0 && <NobodyHere isFiltered={!isEmptyFilter(filter)} />}
      {people.length > 0 && total !== undefined && (
        <PeopleTable
          people={people}
          total={total.isExact ? total.people : -1}
          address={search}
          order={order}
          onOrder={sort}
          isMore={query.hasNextPage}
          onMore={() => {
            if (!query.isFetchingNextPage && !query.isError) void query.fetchNextPage()
          }}
        />
      )}
    </div>
  )
}

/** Ticks everybody of the filter, also those who are not on the page yet. */
function ChooseAll({ filter, total }: { filter: PeopleFilter; total: Page['total'] }): ReactElement | null {
  const { say, toNumber } = useWords()
  const isDone = useChosen(({ everybody }) => everybody !== null && everybody.except.length === 0)
  if (isDone) return null
  return (
    <Button size="small" onClick={() => chooseEverybody(filter, total)}>
      {total.isExact
        ? say('people/choose-all', { number: toNumber(total.people) })
        : say('people/choose-all-many')}
    </Button>
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
