import { Button, Field, Input, SearchBox } from '@fluentui/react-components'
import { useEffect, useState, type ReactElement } from 'react'
import { useWords } from '../../use-words.ts'
import type { AuditFilter } from './audit-filter.ts'

type AuditFilterBarProps = {
  readonly filter: AuditFilter
  readonly onChange: (filter: AuditFilter) => void
}

const typingMilliseconds = 250

/** Filters the trail by who made a change and by day. */
export function AuditFilterBar({ filter, onChange }: AuditFilterBarProps): ReactElement {
  const { say } = useWords()
  const change =
    (name: 'from' | 'to') =>
    (_event: unknown, { value }: { value: string }) =>
      onChange(withPart(filter, name, value))
  return (
    <search className="filters" aria-label={say('filter/label')}>
      <ActorField filter={filter} onChange={onChange} />
      <Field label={say('audit/from')}>
        <Input type="date" value={filter.from ?? ''} onChange={change('from')} />
      </Field>
      <Field label={say('audit/to')}>
        <Input type="date" value={filter.to ?? ''} onChange={change('to')} />
      </Field>
      <Button appearance="subtle" disabled={Object.keys(filter).length === 0} onClick={() => onChange({})}>
        {say('filter/clear')}
      </Button>
    </search>
  )
}

/** Searches once the typing pauses. */
function ActorField({ filter, onChange }: AuditFilterBarProps): ReactElement {
  const { say } = useWords()
  const given = filter.actor ?? ''
  const [text, setText] = useState(given)
  const [lastGiven, setLastGiven] = useState(given)
  if (given !== lastGiven) {
    setLastGiven(given)
    // The address changed otherwise: by Back, or by "Clear all".
    if (given !== text.trim()) setText(given)
  }
  useEffect(() => {
    const wanted = text.trim().slice(0, 100)
    if (wanted === given) return undefined
    const timer = setTimeout(() => onChange(withPart(filter, 'actor', wanted)), typingMilliseconds)
    return () => clearTimeout(timer)
  }, [text, given, filter, onChange])
  return (
    <Field label={say('audit/actor')} className="filter-search">
      <SearchBox
        value={text}
        onChange={(_event, { value }) => setText(value)}
        dismiss={{ 'aria-label': say('filter/clear-search') }}
      />
    </Field>
  )
}

/** The filter with one part set; an empty value takes the part out. */
function withPart(filter: AuditFilter, name: keyof AuditFilter, value: string): AuditFilter {
  const parts = Object.entries({ ...filter, [name]: value })
  return Object.fromEntries(parts.filter(([, part]) => part !== ''))
}
