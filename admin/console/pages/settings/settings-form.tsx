import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Settings } from '../../api/answers.ts'
import { Failure } from '../../parts/failure.tsx'
import { useNames, useWords } from '../../use-words.ts'
import { toExampleHost } from './example-host.ts'
import { areHostUrls, toDays, toHostUrls } from './settings-values.ts'

/** The values of the move. An empty field is one that nobody has said yet. */
export function SettingsForm({ settings }: { settings: Settings }): ReactElement {
  const { say } = useWords()
  const names = useNames()
  const api = useApi()
  const client = useQueryClient()
  const [values, setValues] = useState(() => toValues(settings))
  const [shown, setShown] = useState(settings)
  // Saved here or by another admin: the fields say what holds now.
  if (settings !== shown) {
    setShown(settings)
    setValues(toValues(settings))
  }
  const days = toDays(values.retentionDays)
  const hosts = { source: areHostUrls(values.sourceHostUrl), target: areHostUrls(values.targetHostUrl) }
  const isGood = days !== 'invalid' && hosts.source && hosts.target
  const [sourceHostUrl = null, ...moreSourceHostUrls] = toHostUrls(values.sourceHostUrl)
  const [targetHostUrl = null, ...moreTargetHostUrls] = toHostUrls(values.targetHostUrl)
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/v1/settings', {
          body: {
            licencesExpireOn: values.licencesExpireOn || null,
            sourceHostUrl,
            targetHostUrl,
            moreSourceHostUrls,
            moreTargetHostUrls,
            retentionDays: days === 'invalid' ? settings.retentionDays : days,
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
  })
  const change =
    (name: keyof typeof values) =>
    (_event: unknown, { value }: { value: string }) => {
      save.reset()
      setValues((last) => ({ ...last, [name]: value }))
    }
  return (
    <form
      className="section form"
      onSubmit={(event) => {
        event.preventDefault()
        if (isGood) save.mutate()
      }}
    >
      <h2>{say('settings/move')}</h2>
      <Field label={say('settings/licences')} hint={say('settings/licences-hint')}>
        <Input type="date" value={values.licencesExpireOn} onChange={change('licencesExpireOn')} />
      </Field>
      {(['source', 'target'] as const).map((side) => (
        <Field
          key={side}
          label={say(`settings/${side}-host`)}
          hint={say('settings/host-hint', { example: toExampleHost(names[side], examples[side]) })}
          {...(!hosts[side] && {
            validationState: 'error' as const,
            validationMessage: say('settings/host-invalid'),
          })}
        >
          <Input inputMode="url" value={values[`${side}HostUrl`]} onChange={change(`${side}HostUrl`)} />
        </Field>
      ))}
      <Field
        label={say('settings/retention')}
        hint={say('settings/retention-hint')}
        {...(days === 'invalid' && {
          validationState: 'error' as const,
          validationMessage: say('settings/retention-invalid'),
        })}
      >
        <Input inputMode="numeric" value={values.retentionDays} onChange={change('retentionDays')} />
      </Field>
      <div className="buttons">
        <Button appearance="primary" type="submit" disabledFocusable={!isGood || save.isPending}>
          {say('do/save')}
        </Button>
      </div>
      {save.isError && <Failure error={save.error} />}
      {save.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>{say('settings/saved')}</MessageBarBody>
        </MessageBar>
      )}
    </form>
  )
}

const examples = { source: 'contoso', target: 'fabrikam' } as const

function toValues(settings: Settings) {
  const { sourceHostUrl, targetHostUrl, moreSourceHostUrls = [], moreTargetHostUrls = [] } = settings
  return {
    licencesExpireOn: settings.licencesExpireOn ?? '',
    sourceHostUrl: [sourceHostUrl ?? '', ...moreSourceHostUrls].join(' '),
    targetHostUrl: [targetHostUrl ?? '', ...moreTargetHostUrls].join(' '),
    retentionDays: settings.retentionDays === null ? '' : String(settings.retentionDays),
  }
}
