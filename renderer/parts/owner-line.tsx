import { PersonSupportRegular } from '@fluentui/react-icons/svg/person-support'
import type { ReactElement } from 'react'
import type { Owner } from '../../shared/findings/vocabulary.ts'
import { useWords } from '../use-words.ts'

type OwnerLineProps = {
  readonly owner: Owner | null
  /** The person did nothing that led here, and is stopped by it. */
  readonly isBlameless: boolean
}

/** Says who has to act, where that is not the person at the computer. */
export function OwnerLine({ owner, isBlameless }: OwnerLineProps): ReactElement | null {
  const { say } = useWords()
  if (owner === null || owner === 'user') return null
  return (
    <p className="card-owner">
      <PersonSupportRegular className="tone-quiet" aria-hidden />
      <strong>{say(`finding/owner-${owner}`)}</strong>
      {isBlameless && <span>{say('blocked/not-you')}</span>}
    </p>
  )
}
