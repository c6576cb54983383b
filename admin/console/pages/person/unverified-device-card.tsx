import type { ReactElement } from 'react'
import { isFindingCode, meaningOf } from '../../../../shared/findings/vocabulary.ts'
import type { UnverifiedDevice } from '../../api/answers.ts'
import { FindingText } from '../../parts/finding-text.tsx'
import { toPlatform } from '../../parts/platform-name.ts'
import { useWords } from '../../use-words.ts'

/** A computer on which sign-in failed, as it reported itself. */
export function UnverifiedDeviceCard({ device }: { device: UnverifiedDevice }): ReactElement {
  const { say, toMoment } = useWords()
  const { platform, appVersion, at, codes, number } = device
  return (
    <li className="card card-unverified">
      <h3>
        {say(`platform/${toPlatform(platform)}`)}{' '}
        <span className="unverified">{say('people/unverified')}</span>
      </h3>
      <p className="quiet">{say('person/device-told', { time: toMoment(at), version: appVersion })}</p>
      {number !== null && <p>{say('person/refusal-number', { number: String(number) })}</p>}
      {codes.length > 0 && (
        <ul className="findings">
          {codes.map((code) => (
            <FindingText key={code} code={code} owner={isFindingCode(code) ? meaningOf(code).owner : null} />
          ))}
        </ul>
      )}
    </li>
  )
}
