import { Button, Checkbox, Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Webhook, WebhookWish } from '../../api/answers.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useWords, type WordKey } from '../../use-words.ts'
import { Deliveries } from './deliveries.tsx'
import { isHostUrl } from './settings-values.ts'

type Format = WebhookWish['format']
type Event = WebhookWish['events'][number]

const formatLabels: Readonly<Record<Format, WordKey>> = {
  generic: 'webhooks/generic',
  teams: 'webhooks/teams',
}
const formats = Object.keys(formatLabels) as Format[]
const eventLabels: Readonly<Record<Event, WordKey>> = {
  'wave-finished': 'webhooks/wave-finished',
  'person-stuck': 'webhooks/person-stuck',
  'licence-countdown': 'webhooks/licence-countdown',
  'live-stale': 'webhooks/live-stale',
}
const events = Object.keys(eventLabels) as Event[]

/** Receivers of notices: waves, people who are stuck, the licences, the live source. */
export function Webhooks({ webhooks }: { webhooks: readonly Webhook[] }): ReactElement {
  const { say } = useWords()
  return (
    <section className="section">
      <h2>{say('webhooks/title')}</h2>
      <p>{say('webhooks/about')}</p>
      {webhooks.length === 0 && <p className="quiet">{say('webhooks/none')}</p>}
      <ul className="cards">
        {webhooks.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
      </ul>
      <WebhookForm />
    </section>
  )
}

function WebhookCard({ webhook }: { webhook: Webhook }): ReactElement {
  const { say, toMoment, toList } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const { failing } = webhook
  const remove = useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/webhooks/{id}', { params: { path: { id: webhook.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['settings'] }),
  })
  return (
    <li className="card">
      <h3 className="address">{webhook.url}</h3>
      <p className="quiet">
        {say(formatLabels[webhook.format])} · {toList(webhook.events.map((event) => say(eventLabels[event])))}
      </p>
      {failing && (
        <p role="status">
          <strong>{say('webhooks/failing', { time: toMoment(failing.at) })}</strong>{' '}
          <code>{failing.problem}</code>
        </p>
      )}
      <p>
        {say('webhooks/waiting', { count: webhook.waiting })} ·{' '}
        {say('webhooks/dead', { count: webhook.dead })}
      </p>
      <Deliveries webhook={webhook} />
      <AskFirst
        button={say('do/remove')}
        label={say('webhooks/remove-of', { url: webhook.url })}
        title={say('webhooks/remove')}
        text={say('webhooks/remove-meaning')}
        isBusy={remove.isPending}
        onYes={() => remove.mutate()}
      />
      {remove.isError && <Failure error={remove.error} />}
    </li>
  )
}

function WebhookForm(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const [url, setUrl] = useState('')
  const [format, setFormat] = useState<Format>('generic')
  const [wanted, setWanted] = useState<readonly Event[]>(events)
  const add = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/webhooks', { body: { url: url.trim(), format, events: [...wanted] } })),
    onSuccess: () => {
      setUrl('')
      return client.invalidateQueries({ queryKey: ['settings'] })
    },
  })
  const isGood = isHostUrl(url)
  const isReady = isGood && url.trim() !== '' && wanted.length > 0
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) add.mutate()
      }}
    >
      {add.data !== undefined && <ShownOnce secret={add.data.secret} what={say('webhooks/secret')} />}
      <Field
        label={say('webhooks/url')}
        {...(!isGood && {
          validationState: 'error' as const,
          validationMessage: say('settings/host-invalid'),
        })}
      >
        <Input type="url" value={url} maxLength={2000} onChange={(_event, { value }) => setUrl(value)} />
      </Field>
      <Field label={say('webhooks/format')}>
        <Select
          value={format}
          onChange={(_event, { value }) => setFormat(formats.find((each) => each === value) ?? format)}
        >
          {formats.map((each) => (
            <option key={each} value={each}>
              {say(formatLabels[each])}
            </option>
          ))}
        </Select>
      </Field>
      <fieldset className="choices">
        <legend>{say('webhooks/events')}</legend>
        {events.map((event) => (
          <Checkbox
            key={event}
            label={say(eventLabels[event])}
            checked={wanted.includes(event)}
            onChange={(_event, { checked }) =>
              setWanted(events.filter((one) => (one === event ? checked === true : wanted.includes(one))))
            }
          />
        ))}
      </fieldset>
      <div className="buttons">
        <Button type="submit" disabledFocusable={!isReady || add.isPending}>
          {say('webhooks/add')}
        </Button>
      </div>
      {add.isError && <Failure error={add.error} />}
    </form>
  )
}
