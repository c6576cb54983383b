import type { ReactElement } from 'react'
import { rescueStatuses, type RescueCounts } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import { toAmount } from './amounts.ts'

/** What has become of the files, in numbers. */
export function TotalsList({ counts }: { counts: RescueCounts }): ReactElement {
  const words = useWords()
  return (
    <dl className="facts totals">
      {rescueStatuses
        .filter((status) => counts[status].files > 0)
        .map((status) => (
          <div key={status} className="total">
            <dt>{words.say(`files/all-${status}`)}</dt>
            <dd>{toAmount(words, counts[status])}</dd>
          </div>
        ))}
    </dl>
  )
}
