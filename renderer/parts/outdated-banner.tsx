import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

/** A newer Landfall is on its way, and cannot be put in place while this one is open. */
export function OutdatedBanner(): ReactElement {
  const { say } = useWords()
  return (
    <aside className="recorded" aria-label={say('window/outdated')}>
      <ArrowSync20Regular aria-hidden />
      <strong>{say('window/outdated')}</strong>
      <span>{say('window/outdated-meaning')}</span>
    </aside>
  )
}
