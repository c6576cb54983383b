import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Settings } from '../../api/answers.ts'
import { Failure } from '../../parts/failure.tsx'
import { useNames, useWords } from '../../use-words.ts'
import { toExampleHost } from './example-host.ts'
import { readTypedSettings, toTypedSettings, type TypedSettings } from './settings-values.ts'

/** The values of the move. An empty field is a value that is not known yet. */
export function SettingsForm({ settings }: { settings: Settings }): ReactElement {
  const { say } = useWords()
  const [typed, setTyped] = useState(() => toTypedSettings(settings))
  const [shown, setShown] = useState(settings)
  // Another admin may save too: the fields always show the newest settings.
  if (settings !== shown) {
    setShown(settings)
    setTyped(toTypedSettings(settings))
  }
  const { wanted, isRetentionGood, isHostGood } = readTypedSettings(typed)
  const save = useSaveSettings()
  const change =
    (name: keyof TypedSettings) =>
    (_event: unknown, { value }: { value: string }) => {
      save.reset()
      setTyped((last) => ({ ...last, [name]: value }))
    }
  return (
    <form
      className="section form"
      onSubmit={(event) => {
        event.preventDefault()
        if (wanted !== null) save.mutate(wanted)
      }}
    >
      <h2>{say('settings/move')}</h2>
      <Field label={say('settings/licences')} hint={say('settings/licences-hint')}>
        <Input type="date" value={typed.licencesExpireOn} onChange={change('licencesExpireOn')} />
      </Field>
      <HostField
        side="source"
        value={typed.sourceHostUrl}
        isGood={isHostGood.source}
        onChange={change('sourceHostUrl')}
      />
      <HostField
        side="target"
        value={typed.targetHostUrl}
        isGood={isHostGood.target}
        onChange={change('targetHostUrl')}
      />
      <Field
        label={say('settings/retention')}
        hint={say('settings/retention-hint')}
        {...(!isRetentionGood && invalidBecause(say('settings/retention-invalid')))}
      >
        <Input inputMode="numeric" value={typed.retentionDays} onChange={change('retentionDays')} />
      </Field>
      <div className="buttons">
        <Button appearance="primary" type="submit" disabledFocusable={wanted === null || save.isPending}>
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

function useSaveSettings() {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Settings) => answerOf(api.PUT('/v1/settings', { body })),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
  })
}

type HostFieldProps = {
  readonly side: 'source' | 'target'
  readonly value: string
  readonly isGood: boolean
  readonly onChange: (event: unknown, data: { value: string }) => void
}

/** The host addresses of one tenant. */
function HostField({ side, value, isGood, onChange }: HostFieldProps): ReactElement {
  const { say } = useWords()
  const names = useNames()
  return (
    <Field
      label={say(`settings/${side}-host`)}
      hint={say('settings/host-hint', { example: toExampleHost(names[side], examples[side]) })}
      {...(!isGood && invalidBecause(say('settings/host-invalid')))}
    >
      <Input inputMode="url" value={value} onChange={onChange} />
    </Field>
  )
}

const examples = { source: 'contoso', target: 'fabrikam' } as const

const invalidBecause = (validationMessage: string) => ({
  validationState: 'error' as const,
  validationMessage,
})
