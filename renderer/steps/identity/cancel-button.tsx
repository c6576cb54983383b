import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../../use-words.ts'

/** Gives up the sign-in that is under way. */
export function CancelButton(): ReactElement {
  const { say } = useWords()
  return (
    <Button size="large" onClick={() => void window.landfall.cancelSignIn()}>
      {say('do/cancel')}
    </Button>
  )
}
