import type { ReactElement } from 'react'
import { phases, stepIds, verdicts, type StepId } from '../../../../shared/findings/vocabulary.ts'
import type { Device } from '../../api/answers.ts'
import { FindingText } from '../../parts/finding-text.tsx'
import { toPlatform } from '../../parts/platform-name.ts'
import { useWords } from '../../use-words.ts'

/** A computer as it last reported itself, with its findings in the words that the person reads. */
export function DeviceCard({ device }: { device: Device }): ReactElement {
  const { say, sayStep, toList, toMoment } = useWords()
  const { platform, osVersion, appVersion, supportCode, lastSeenAt, findings, verdict, phase } = device
  // What a newer app says and this console has no words for is shown as it came.
  const knownVerdict = verdicts.find((known) => known === verdict)
  const knownPhase = phases.find((known) => known === phase)
  const open = device.steps.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped')
  return (
    <li className="card">
      <h3>{say('person/device', { platform: say(`platform/${toPlatform(platform)}`), osVersion })}</h3>
      <p className="quiet">
        {say('person/device-seen', { time: toMoment(lastSeenAt), version: appVersion })}{' '}
        {say('person/support-code')} <code>{supportCode}</code>
      </p>
      {!device.counts && <p className="note">{say('person/not-counted')}</p>}
      <p>
        <strong>{knownVerdict ? say(`verdict/${knownVerdict}`) : verdict}</strong> ·{' '}
        {knownPhase ? say(`phase/${knownPhase}`) : phase}
      </p>
      {open.length > 0 && (
        <p>
          {say('person/open-steps', {
            steps: toList(open.map(({ id }) => (isStep(id) ? sayStep(id) : id))),
          })}
        </p>
      )}
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((finding) => (
            <FindingText key={`${finding.step} ${finding.code}`} {...finding} />
          ))}
        </ul>
      )}
    </li>
  )
}

function isStep(text: string): text is StepId {
  return stepIds.some((known) => known === text)
}
