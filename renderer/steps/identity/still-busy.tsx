import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../../use-words.ts'

/** Gives the person their time once more: setting up a second factor takes long. */
export function StillBusy(): ReactElement {
  const { say } = useWords()
  return (
    <Button size="large" onClick={() => void window.landfall.extendSignIn()}>
      {say('do/still-busy')}
    </Button>
  )
}
