import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { toAuditQuery, type AuditFilter } from '../pages/audit/audit-filter.ts'
import type { PeopleFilter } from '../pages/people/people-filter.ts'
import { toOrderQuery, type PeopleOrder } from '../pages/people/people-order.ts'
import { answerOf, type Api } from './api.ts'
import type { ChangeEvent } from './live.ts'

const pageSize = 200

// The first word of a key says which change concerns it, see `refresh`.
export const queries = {
  me: (api: Api) => queryOptions({ queryKey: ['me'], queryFn: () => answerOf(api.GET('/v1/me')) }),
  progress: (api: Api, wave: string | null) =>
    queryOptions({
      queryKey: ['progress', wave],
      queryFn: () => answerOf(api.GET('/v1/progress', { params: { query: wave === null ? {} : { wave } } })),
    }),
  found: (api: Api, wave: string | null) =>
    queryOptions({
      queryKey: ['found', wave],
      queryFn: () => answerOf(api.GET('/v1/found', { params: { query: wave === null ? {} : { wave } } })),
      // It reads every computer, so a report does not ask for it again.
      refetchInterval: 60_000,
    }),
  source: (api: Api) =>
    queryOptions({
      queryKey: ['source'],
      queryFn: () => answerOf(api.GET('/v1/source')),
      // Its age changes, and no event says so. It counts people of the jobs, so a report does not ask for it again.
      refetchInterval: 15_000,
    }),
  people: (api: Api, filter: PeopleFilter, order: PeopleOrder) =>
    infiniteQueryOptions({
      queryKey: ['people', filter, order],
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/v1/people', {
            params: {
              query: {
                ...toQuery(filter),
                ...toOrderQuery(order),
                limit: pageSize,
                ...(pageParam !== null && { after: pageParam }),
              },
            },
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
    }),
  person: (api: Api, id: string) =>
    queryOptions({
      queryKey: ['person', id],
      queryFn: () => answerOf(api.GET('/v1/people/{id}', { params: { path: { id } } })),
    }),
  duplicates: (api: Api) =>
    queryOptions({ queryKey: ['duplicates'], queryFn: () => answerOf(api.GET('/v1/duplicates')) }),
  runbook: (api: Api) =>
    queryOptions({ queryKey: ['runbook'], queryFn: () => answerOf(api.GET('/v1/runbook')) }),
  imports: (api: Api) =>
    queryOptions({
      queryKey: ['imports'],
      queryFn: () => answerOf(api.GET('/v1/imports')),
      // The change tells the end; one that ended with its endpoint tells no change.
      refetchInterval: ({ state: { data } }) =>
        data?.imports.some(({ work }) => work?.failure === null) ? 5_000 : false,
    }),
  settings: (api: Api) =>
    queryOptions({ queryKey: ['settings'], queryFn: () => answerOf(api.GET('/v1/settings')) }),
  deliveries: (api: Api, id: string) =>
    queryOptions({
      queryKey: ['deliveries', id],
      queryFn: () => answerOf(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id } } })),
    }),
  audit: (api: Api, filter: AuditFilter) =>
    infiniteQueryOptions({
      queryKey: ['audit', filter],
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/v1/audit', {
            params: {
              query: { ...toAuditQuery(filter), limit: 100, ...(pageParam !== null && { after: pageParam }) },
            },
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ next }) => next,
    }),
}

/** A filter as the endpoint takes it in an address. */
export function toQuery({ unverified, withoutWave, ...rest }: PeopleFilter): Record<string, string> {
  return {
    ...rest,
    ...(unverified && { unverified: 'true' }),
    ...(withoutWave && { withoutWave: 'true' }),
  }
}

/** What has to be asked again after a change at the endpoint. */
export function refresh(client: QueryClient, change: ChangeEvent): void {
  const again = (...key: string[]): void => void client.invalidateQueries({ queryKey: key })
  switch (change.kind) {
    case 'progress':
      again('progress')
      again('people')
      again('person')
      again('duplicates')
      again('runbook')
      return
    case 'person':
      again('person', change.personId)
      again('people')
      again('audit')
      return
    case 'import':
      again('imports')
      again('source')
      again('duplicates')
      again('audit')
      // An admin may have had an answer before the file was taken.
      again('progress')
      again('people')
      again('person')
      again('runbook')
      return
    case 'settings':
      again('settings')
      again('deliveries')
      again('runbook')
      again('audit')
      return
    case 'reset':
      void client.invalidateQueries()
  }
}
