import { Button } from '@fluentui/react-components'
import { useContext, useMemo, useState, type ReactElement } from 'react'
import type { OpenedRecording } from '../../recording/opened-recording.ts'
import { useWords, WordsContext } from '../../use-words.ts'
import { RecordedAccounts } from './recorded-accounts.tsx'
import { RecordedFindings } from './recorded-findings.tsx'
import { RecordedSettings } from './recorded-settings.tsx'

type RecordingViewProps = {
  readonly name: string
  readonly recording: OpenedRecording
  readonly onClose: () => void
}

/** Somebody else's computer as the person's window would show it, with details for the helpdesk. */
export function RecordingView({ name, recording, onClose }: RecordingViewProps): ReactElement | null {
  const context = useContext(WordsContext)
  const { move } = recording
  // A recording names both organisations, as its redaction left them.
  const named = useMemo(
    () =>
      context && move
        ? { ...context, names: { source: move.source.name, target: move.target.name } }
        : context,
    [context, move],
  )
  return (
    <WordsContext value={named}>
      <Summary name={name} recording={recording} onClose={onClose} />
      <RecordedFindings result={recording.result} />
      <RecordedAccounts recording={recording} />
      <RecordedSettings recording={recording} />
    </WordsContext>
  )
}

function Summary({ name, recording, onClose }: RecordingViewProps): ReactElement {
  const { say, toMoment, toDistance } = useWords()
  const { takenAt, facts, result, seen, move } = recording
  const [now] = useState(() => Date.now())
  return (
    <section className="section recorded">
      <p className="note">
        {say('recording/elsewhere', {
          time: toMoment(takenAt),
          distance: toDistance(takenAt, now),
        })}
      </p>
      <h2>{say(`verdict/${result.verdict}`)}</h2>
      <dl className="facts">
        <Fact name={say('recording/file-name')} value={name} />
        <Fact
          name={say('recording/computer')}
          value={`${say(`platform/${facts.platform}`)} ${facts.osVersion}`}
        />
        <Fact name={say('recording/taken-at')} value={toMoment(takenAt)} />
        <Fact name={say('recording/phase')} value={say(`phase/${result.phase}`)} />
        {move !== null && (
          <Fact name={say('recording/move')} value={`${move.source.name} → ${move.target.name}`} />
        )}
        <Fact name={say('recording/client')} value={useClientWords(recording)} />
        <Fact
          name={say('recording/seen')}
          value={
            seen === null
              ? say('recording/not-seen')
              : `${say(`verdict/${seen.verdict}`)}, ${toMoment(seen.takenAt)}`
          }
        />
        {seen !== null && (
          <>
            <Fact name={say('person/support-code')} value={seen.supportCode} />
            <Fact name={say('recording/app')} value={say('helpdesk/version', { version: seen.appVersion })} />
          </>
        )}
      </dl>
      <div className="buttons">
        <Button onClick={onClose}>{say('recording/close')}</Button>
      </div>
    </section>
  )
}

export function Fact({ name, value }: { name: string; value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

function useClientWords({ facts: { client } }: OpenedRecording): string {
  const { say } = useWords()
  if (client.kind === 'unreadable') return say('recording/unreadable', { reason: client.reason })
  const { installed, version, running } = client.value
  if (!installed) return say('recording/client-missing')
  const state = running === null ? 'unknown' : running ? 'running' : 'stopped'
  return say(`recording/client-${state}`, { version: version ?? '?' })
}
