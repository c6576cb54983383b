import { Record20Regular } from '@fluentui/react-icons/svg/record'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

/** Says all the time that the facts come from a recording. */
export function RecordedBanner(): ReactElement {
  const { say } = useWords()
  return (
    <aside className="recorded" aria-label={say('window/recorded')}>
      <Record20Regular aria-hidden />
      <strong>{say('window/recorded')}</strong>
      <span>{say('window/recorded-meaning')}</span>
    </aside>
  )
}
