import { Button } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Webhook } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useWords } from '../../use-words.ts'

/** The deliveries of a webhook, loaded when they are shown; what was given up can be tried once more. */
export function Deliveries({ webhook }: { webhook: Webhook }): ReactElement {
  const { say } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className="more" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{say('webhooks/deliveries')}</summary>
      {isOpen && <DeliveryList webhook={webhook} />}
    </details>
  )
}

function DeliveryList({ webhook }: { webhook: Webhook }): ReactElement {
  const { say, toMoment } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const query = useQuery(queries.deliveries(api, webhook.id))
  const retry = useMutation({
    mutationFn: (deliveryId: string) =>
      answerOf(
        api.POST('/v1/webhooks/{id}/deliveries/{deliveryId}/retry', {
          params: { path: { id: webhook.id, deliveryId } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries', webhook.id] }),
  })
  return (
    <Loaded query={query}>
      {({ deliveries }) => (
        <>
          {deliveries.length === 0 && <p className="quiet">{say('webhooks/no-deliveries')}</p>}
          <ol className="timeline">
            {deliveries.map(({ id, event, state, attempts, createdAt, lastStatus, lastProblem }) => (
              <li key={id}>
                <time dateTime={createdAt}>{toMoment(createdAt)}</time>
                <p>
                  {say(`webhooks/${event}`)}: <strong>{say(`webhooks/state-${state}`)}</strong>{' '}
                  {say('webhooks/attempts', { count: attempts })}{' '}
                  {lastStatus !== null && <code>{lastStatus}</code>}{' '}
                  {lastProblem !== null && <code>{lastProblem}</code>}
                </p>
                {state === 'dead' && (
                  <Button disabledFocusable={retry.isPending} onClick={() => retry.mutate(id)}>
                    {say('do/try-again')}
                  </Button>
                )}
              </li>
            ))}
          </ol>
          {retry.isError && <Failure error={retry.error} />}
        </>
      )}
    </Loaded>
  )
}
