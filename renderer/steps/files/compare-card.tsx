import { Button, ProgressBar } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { RescueState } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'

/** How far the comparison with the new OneDrive is; it can be stopped. */
export function CompareCard({ compared }: Pick<RescueState, 'compared'>): ReactElement {
  const { say, toNumber, toBytes } = useWords()
  const title = say('files/comparing')
  return (
    <section className="card" aria-label={title}>
      <ProgressBar
        thickness="large"
        aria-label={title}
        {...(compared !== null && { value: toPart(compared) })}
      />
      {compared !== null && (
        <ul className="progress-facts">
          <li>
            {say('files/progress-files', {
              done: toNumber(compared.done.files),
              all: toNumber(compared.of.files),
            })}
          </li>
          <li>
            {say('files/progress-bytes', {
              done: toBytes(compared.done.bytes),
              all: toBytes(compared.of.bytes),
            })}
          </li>
        </ul>
      )}
      <div className="buttons">
        <Button onClick={() => void window.landfall.stopComparison()}>{say('files/compare-stop')}</Button>
      </div>
    </section>
  )
}

function toPart({ done, of }: NonNullable<RescueState['compared']>): number {
  return of.bytes === 0 ? done.files / Math.max(1, of.files) : Math.min(1, done.bytes / of.bytes)
}
