import type { ReactElement } from 'react'
import type { RescueTotals } from '../../../shared/files/rescue.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { wasCompared } from './choose-stage.ts'
import { useWords } from '../../use-words.ts'

/** The limits of the comparison, said where there is one. */
export function CannotKnow({ totals }: { totals: RescueTotals }): ReactElement | null {
  const { say } = useWords()
  if (!wasCompared(totals)) return null
  return (
    <Disclosure label={say('files/cannot-know')}>
      <ul className="reasons">
        {(['moved', 'newer', 'cloud-only', 'libraries'] as const).map((what) => (
          <li key={what}>{say(`files/cannot-know-${what}`)}</li>
        ))}
      </ul>
    </Disclosure>
  )
}
