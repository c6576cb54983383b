import { Field, Select } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

type WaveFilterProps = {
  readonly waves: readonly (string | null)[]
  readonly value: string | null
  readonly onChange: (wave: string | null) => void
}

/** Chooses a wave, or all of them. */
export function WaveFilter({ waves, value, onChange }: WaveFilterProps): ReactElement {
  const { say } = useWords()
  const named = waves.filter((wave) => wave !== null)
  // An address may name a wave that is not there any more; it is shown rather than silently another.
  const all = value === null || named.includes(value) ? named : [value, ...named]
  return (
    <Field label={say('filter/wave')}>
      <Select
        value={value ?? ''}
        onChange={(_event, data) => onChange(data.value === '' ? null : data.value)}
      >
        <option value="">{say('filter/all-waves')}</option>
        {all.map((wave) => (
          <option key={wave} value={wave}>
            {wave}
          </option>
        ))}
      </Select>
    </Field>
  )
}
