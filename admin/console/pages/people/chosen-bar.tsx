import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useWords } from '../../use-words.ts'
import { chooseNobody, mostChosen, useChosen } from './chosen-people.ts'

/** What can be done with the people who are ticked. */
export function ChosenBar(): ReactElement | null {
  const { say, toNumber } = useWords()
  const count = useChosen(({ people }) => people.length)
  if (count === 0) return null
  return (
    <div className="chosen" role="status">
      <span>
        {say('people/chosen', { count })}
        {count >= mostChosen && ` ${say('people/chosen-most', { most: toNumber(mostChosen) })}`}
      </span>
      <Link href="/runbook#send-back" className="link">
        {say('people/send-back')}
      </Link>
      <Button appearance="subtle" onClick={chooseNobody}>
        {say('people/choose-nobody')}
      </Button>
    </div>
  )
}
