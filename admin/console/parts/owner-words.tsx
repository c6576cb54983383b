import { PersonSupport20Regular } from '@fluentui/react-icons/svg/person-support'
import type { ReactElement } from 'react'
import type { Owner } from '../api/answers.ts'
import { useWords } from '../use-words.ts'

/** Who has to act. */
export function OwnerWords({ owner }: { owner: Owner }): ReactElement | null {
  const { say } = useWords()
  if (owner === null) return null
  return (
    <span className="owner">
      <PersonSupport20Regular aria-hidden />
      {say(`owner/${owner}`)}
    </span>
  )
}
