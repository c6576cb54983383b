import { Button } from '@fluentui/react-components'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { answerOf, useApi } from '../../api/api.ts'
import type { AuditEntry } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failure } from '../../parts/failure.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useWords } from '../../use-words.ts'
import { sayAction } from './action-words.ts'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { readAuditFilter, toAuditAddress, type AuditFilter } from './audit-filter.ts'

/** Every change that somebody made: who, what, before, after. The filter is in the address. */
export function AuditPage(): ReactElement {
  const { say } = useWords()
  const filter = readAuditFilter(useSearch())
  const [, navigate] = useLocation()
  const query = useInfiniteQuery({ ...queries.audit(useApi(), filter), placeholderData: (last) => last })
  const show = (next: AuditFilter): void => navigate(toAuditAddress(next), { replace: true })
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <>
      <PageHeading title={say('pages/audit')} text={say('audit/about')} />
      <AuditFilterBar filter={filter} onChange={show} />
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Waiting />}
      {query.data !== undefined && entries.length === 0 && (
        <NothingHere isFiltered={Object.keys(filter).length > 0} />
      )}
      <ol className="audit">
        {entries.map((entry) => (
          <AuditItem key={entry.id} entry={entry} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button disabledFocusable={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {say('audit/more')}
        </Button>
      )}
    </>
  )
}

function NothingHere({ isFiltered }: { isFiltered: boolean }): ReactElement {
  const { say } = useWords()
  return isFiltered ? (
    <Empty
      title={say('audit/no-match')}
      text={say('audit/no-match-meaning')}
      link={{ address: '/audit', words: say('audit/show-all') }}
    />
  ) : (
    <Empty title={say('audit/nothing')} text={say('audit/nothing-meaning')} />
  )
}

function AuditItem({ entry }: { entry: AuditEntry }): ReactElement {
  const { say, toMoment } = useWords()
  const action = sayAction(say, entry.action)
  const hasDetails = entry.before !== null || entry.after !== null
  return (
    <li className="audit-entry">
      <p>
        <strong>{action}</strong>{' '}
        {entry.undoes !== null && <span className="quiet">{say('audit/undoes')}</span>}
      </p>
      <p className="quiet">
        <time dateTime={entry.at}>{toMoment(entry.at)}</time> · {entry.by.upn} ({entry.by.role})
        {entry.action.startsWith('person.') && entry.subject !== null && (
          <>
            {' · '}
            <Link className="link" href={`/people/${entry.subject}`}>
              {say('audit/to-person')}
            </Link>
          </>
        )}
      </p>
      {hasDetails && (
        <details className="more">
          <summary>{say('audit/details')}</summary>
          <div className="before-after">
            <Json name={say('audit/before')} value={entry.before} />
            <Json name={say('audit/after')} value={entry.after} />
          </div>
        </details>
      )}
      {entry.canUndo && <UndoEntry entry={entry} action={action} />}
    </li>
  )
}

function Json({ name, value }: { name: string; value: unknown }): ReactElement {
  return (
    <div>
      <strong>{name}</strong>
      <pre tabIndex={0} role="group" aria-label={name}>
        {value === null ? '–' : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  )
}

function UndoEntry({ entry, action }: { entry: AuditEntry; action: string }): ReactElement {
  const { say, toMoment } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/changes/{id}/undo', { params: { path: { id: entry.id } } })),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <>
      <AskFirst
        button={say('do/undo')}
        label={say('audit/undo-what', { what: action, time: toMoment(entry.at) })}
        title={say('audit/undo-title')}
        text={say('audit/undo-meaning', { what: action })}
        isBusy={undo.isPending}
        onYes={() => undo.mutate()}
      />
      {undo.isError && <Failure error={undo.error} />}
    </>
  )
}
