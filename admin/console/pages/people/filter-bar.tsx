import { Button, Checkbox, Field, SearchBox, Select } from '@fluentui/react-components'
import { useEffect, useState, type ReactElement } from 'react'
import { personStates } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'
import { filterWithout, isEmptyFilter, type PeopleFilter } from './people-filter.ts'

type FilterBarProps = {
  readonly filter: PeopleFilter
  readonly waves: readonly (string | null)[]
  readonly blockers: readonly string[]
  readonly onChange: (filter: PeopleFilter) => void
}

const typingMilliseconds = 250
const withoutWave = '\u0000'

/** What the people are filtered by. */
export function FilterBar({ filter, waves, blockers, onChange }: FilterBarProps): ReactElement {
  const { say, sayTitle } = useWords()
  const otherThanWave = filterWithout(filter, 'wave', 'withoutWave')
  const namedWaves = withOwn(
    waves.filter((wave) => wave !== null),
    filter.wave,
  )
  return (
    <search className="filters" aria-label={say('filter/label')}>
      <SearchField filter={filter} onChange={onChange} />
      <Field label={say('filter/wave')}>
        <Select
          value={filter.withoutWave ? withoutWave : (filter.wave ?? '')}
          onChange={(_event, { value }) => {
            if (value === '') onChange(otherThanWave)
            else
              onChange({
                ...otherThanWave,
                ...(value === withoutWave ? { withoutWave: true } : { wave: value }),
              })
          }}
        >
          <option value="">{say('filter/all-waves')}</option>
          {namedWaves.map((wave) => (
            <option key={wave} value={wave}>
              {wave}
            </option>
          ))}
          <option value={withoutWave}>{say('filter/without-wave')}</option>
        </Select>
      </Field>
      <Field label={say('filter/state')}>
        <Select
          value={filter.state ?? ''}
          onChange={(_event, { value }) => {
            const state = personStates.find((one) => one === value)
            onChange({ ...filterWithout(filter, 'state'), ...(state && { state }) })
          }}
        >
          <option value="">{say('filter/all-states')}</option>
          {personStates.map((state) => (
            <option key={state} value={state}>
              {say(`state/${state}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={say('filter/blocker')}>
        <Select
          value={filter.blocker ?? ''}
          onChange={(_event, { value }) =>
            onChange({ ...filterWithout(filter, 'blocker'), ...(value !== '' && { blocker: value }) })
          }
        >
          <option value="">{say('filter/all-blockers')}</option>
          {withOwn(blockers, filter.blocker).map((code) => (
            <option key={code} value={code}>
              {sayTitle(code)}
            </option>
          ))}
        </Select>
      </Field>
      <FindingField filter={filter} onChange={onChange} />
      <Checkbox
        label={say('filter/unverified')}
        checked={filter.unverified === true}
        onChange={(_event, { checked }) =>
          onChange({ ...filterWithout(filter, 'unverified'), ...(checked === true && { unverified: true }) })
        }
      />
      <Button appearance="subtle" disabled={isEmptyFilter(filter)} onClick={() => onChange({})}>
        {say('filter/clear')}
      </Button>
    </search>
  )
}

/** What one of their computers found; a link of Progress brings it, and here it is taken away. */
function FindingField({ filter, onChange }: SearchFieldProps): ReactElement | null {
  const { say, sayTitle } = useWords()
  const { finding } = filter
  if (finding === undefined) return null
  return (
    <Field label={say('filter/finding')}>
      <Select
        value={finding}
        onChange={(_event, { value }) =>
          onChange({ ...filterWithout(filter, 'finding'), ...(value !== '' && { finding: value }) })
        }
      >
        <option value="">{say('filter/all-findings')}</option>
        <option value={finding}>{sayTitle(finding)}</option>
      </Select>
    </Field>
  )
}

/** An address may name what is not there any more; it is shown rather than silently something else. */
function withOwn(known: readonly string[], own: string | undefined): readonly string[] {
  return own === undefined || known.includes(own) ? known : [own, ...known]
}

type SearchFieldProps = Pick<FilterBarProps, 'filter' | 'onChange'>

/** Takes what is typed once the typing pauses. */
function SearchField({ filter, onChange }: SearchFieldProps): ReactElement {
  const { say } = useWords()
  const given = filter.search ?? ''
  const [text, setText] = useState(given)
  const [lastGiven, setLastGiven] = useState(given)
  if (given !== lastGiven) {
    setLastGiven(given)
    // Somebody used the browser's Back, or cleared the filter.
    if (given !== text.trim()) setText(given)
  }
  useEffect(() => {
    const wanted = text.trim().slice(0, 100)
    if (wanted === given) return undefined
    const others = filterWithout(filter, 'search')
    const timer = setTimeout(
      () => onChange({ ...others, ...(wanted !== '' && { search: wanted }) }),
      typingMilliseconds,
    )
    return () => clearTimeout(timer)
  }, [text, given, filter, onChange])
  return (
    <Field label={say('filter/search')} className="filter-search">
      <SearchBox
        value={text}
        onChange={(_event, { value }) => setText(value)}
        dismiss={{ 'aria-label': say('filter/clear-search') }}
      />
    </Field>
  )
}
