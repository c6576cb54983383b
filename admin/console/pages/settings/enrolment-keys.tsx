import { Button, Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { EnrolmentKey } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useWords } from '../../use-words.ts'

/** Keys with which the app reports, without a sign-in, why a person cannot sign in. */
export function EnrolmentKeys({ keys }: { keys: readonly EnrolmentKey[] }): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const wavesId = useId()
  const progress = useQuery(queries.progress(api, null))
  const [wave, setWave] = useState('')
  const [lastDay, setLastDay] = useState('')
  const onSuccess = () => client.invalidateQueries({ queryKey: ['settings'] })
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/v1/enrolment-keys', {
          body: { wave: wave.trim(), expiresAt: `${lastDay}T23:59:59Z` },
        }),
      ),
    onSuccess: () => {
      setWave('')
      return onSuccess()
    },
  })
  const revoke = useMutation({
    mutationFn: (id: string) => answerOf(api.DELETE('/v1/enrolment-keys/{id}', { params: { path: { id } } })),
    onSuccess,
  })
  const isReady = wave.trim() !== '' && lastDay !== ''
  return (
    <section className="section">
      <h2>{say('keys/title')}</h2>
      <p>{say('keys/about')}</p>
      {keys.length === 0 && <p className="quiet">{say('keys/none')}</p>}
      <ul className="cards">
        {keys.map((key) => (
          <KeyCard
            key={key.id}
            entry={key}
            isBusy={revoke.isPending}
            onRevoke={() => revoke.mutate(key.id)}
          />
        ))}
      </ul>
      {revoke.isError && <Failure error={revoke.error} />}
      {add.data !== undefined && (
        <ShownOnce secret={add.data.key} what={say('keys/key-of', { wave: add.data.wave })} />
      )}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) add.mutate()
        }}
      >
        <Field label={say('keys/wave')}>
          <Input
            value={wave}
            maxLength={80}
            // The waves that there are; another one may come with a later file.
            list={wavesId}
            onChange={(_event, { value }) => setWave(value)}
          />
        </Field>
        <datalist id={wavesId}>
          {progress.data?.waves.map(
            (known) => known.wave !== null && <option key={known.wave} value={known.wave} />,
          )}
        </datalist>
        <Field label={say('keys/last-day')}>
          <Input type="date" value={lastDay} onChange={(_event, { value }) => setLastDay(value)} />
        </Field>
        <div className="buttons">
          <Button type="submit" disabledFocusable={!isReady || add.isPending}>
            {say('keys/add')}
          </Button>
        </div>
        {add.isError && <Failure error={add.error} />}
      </form>
    </section>
  )
}

type KeyCardProps = { readonly entry: EnrolmentKey; readonly isBusy: boolean; readonly onRevoke: () => void }

function KeyCard({ entry, isBusy, onRevoke }: KeyCardProps): ReactElement {
  const { say, toMoment } = useWords()
  const { wave, expiresAt, revokedAt, lastUsedAt } = entry
  return (
    <li className="card">
      <h3>{wave}</h3>
      <p className="quiet">
        {revokedAt === null
          ? say('keys/expires', { time: toMoment(expiresAt) })
          : say('keys/revoked', { time: toMoment(revokedAt) })}
        {' · '}
        {lastUsedAt === null ? say('keys/unused') : say('keys/last-used', { time: toMoment(lastUsedAt) })}
      </p>
      {revokedAt === null && (
        <AskFirst
          button={say('keys/revoke')}
          label={say('keys/revoke-of', { wave })}
          title={say('keys/revoke-of', { wave })}
          text={say('keys/revoke-meaning')}
          isBusy={isBusy}
          onYes={onRevoke}
        />
      )}
    </li>
  )
}
