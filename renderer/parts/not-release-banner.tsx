import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

/** The package itself says that it is for trying. */
export function NotReleaseBanner(): ReactElement {
  const { say } = useWords()
  return (
    <aside className="not-release" aria-label={say('window/not-release')}>
      <strong>{say('window/not-release')}</strong> {say('window/not-release-meaning')}
    </aside>
  )
}
