import type { ReactElement } from 'react'
import type { TimelineEntry } from '../../api/answers.ts'
import { useWords, type Words } from '../../use-words.ts'
import { sayAction } from '../audit/action-words.ts'

/** What happened to a person, the newest first. */
export function Timeline({
  entries,
  isCut,
}: {
  entries: readonly TimelineEntry[]
  isCut: boolean
}): ReactElement {
  const words = useWords()
  const { say, toMoment } = words
  return (
    <section className="section">
      <h2>{say('person/timeline')}</h2>
      {entries.length === 0 ? (
        <p className="quiet">{say('person/nothing-yet')}</p>
      ) : (
        <ol className="timeline">
          {entries.map((entry) => (
            <li key={toKey(entry)} data-kind={entry.kind}>
              <time dateTime={entry.at}>{toMoment(entry.at)}</time>
              <EntryText entry={entry} words={words} />
            </li>
          ))}
        </ol>
      )}
      {isCut && <p className="quiet">{say('person/timeline-cut')}</p>}
    </section>
  )
}

function EntryText({ entry, words }: { entry: TimelineEntry; words: Words }): ReactElement {
  const { say, sayTitle, toList } = words
  switch (entry.kind) {
    case 'report':
      return (
        <p>
          {say('person/reported')} <strong>{say(`verdict/${toVerdict(entry.verdict)}`)}</strong>
          {entry.blocker !== null && `: ${sayTitle(entry.blocker)}`}{' '}
          <small>{say('person/receipt', { receipt: entry.receipt })}</small>
        </p>
      )
    case 'signal':
      return (
        <p>
          <span className="unverified">{say('people/unverified')}</span>{' '}
          {toList(entry.codes.map((code) => sayTitle(code)))}
        </p>
      )
    case 'change':
      return (
        <p>
          {sayAction(say, entry.action)} <small>{entry.by.upn}</small>
        </p>
      )
  }
}

const verdicts = ['done', 'action-needed', 'blocked', 'unknown', 'not-due'] as const

function toVerdict(verdict: string): (typeof verdicts)[number] {
  return verdicts.find((known) => known === verdict) ?? 'unknown'
}

function toKey(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'report':
      return entry.reportId
    case 'signal':
      return `signal ${entry.deviceId} ${entry.at}`
    case 'change':
      return entry.changeId
  }
}
