import { Spinner } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

/** Something is being fetched. */
export function Waiting(): ReactElement {
  const { say } = useWords()
  return <Spinner className="waiting" label={say('parts/loading')} />
}
