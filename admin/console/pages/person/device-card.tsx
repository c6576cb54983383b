import type { ReactElement } from 'react'
import type { Device } from '../../api/answers.ts'
import { FindingText } from '../../parts/finding-text.tsx'
import { toPlatform } from '../../parts/platform-name.ts'
import { useWords } from '../../use-words.ts'

/** A computer as it last reported itself, with its findings in the words that the person reads. */
export function DeviceCard({ device }: { device: Device }): ReactElement {
  const { say, sayStep, toMoment } = useWords()
  const { platform, osVersion, appVersion, supportCode, lastSeenAt, findings, verdict, phase } = device
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
        <strong>{say(`verdict/${verdict}`)}</strong> · {say(`phase/${phase}`)}
      </p>
      {open.length > 0 && (
        <p>{say('person/open-steps', { steps: open.map(({ id }) => sayStep(id)).join(', ') })}</p>
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
