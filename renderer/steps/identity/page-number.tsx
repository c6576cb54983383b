import { Button, Input } from '@fluentui/react-components'
import { useId, useState, type ReactElement } from 'react'
import { toPageNumber } from '../../../shared/window/page-number.ts'
import { announce } from '../../parts/announcer.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { useWords } from '../../use-words.ts'

/** Microsoft's page can end with a number and never come back: typed in here, it is explained like one that came back. */
export function PageNumber(): ReactElement {
  const { say } = useWords()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const id = useId()
  function tell(): void {
    const number = toPageNumber(text)
    setWrong(number === null)
    if (number === null) announce(say('sign-in/page-number-wrong'))
    else void window.landfall.tellPageNumber(number)
  }
  return (
    <Disclosure label={say('sign-in/page-number')}>
      <form
        className="page-number"
        onSubmit={(event) => {
          event.preventDefault()
          tell()
        }}
      >
        <label className="unseen" htmlFor={id}>
          {say('sign-in/page-number')}
        </label>
        <p className="aside" id={`${id}-help`}>
          {say('sign-in/page-number-help')}
        </p>
        <div className="page-number-row">
          <Input
            id={id}
            dir="ltr"
            maxLength={400}
            value={text}
            aria-describedby={`${id}-help ${id}-wrong`}
            aria-invalid={isWrong}
            onChange={(_, { value }) => setText(value)}
          />
          <Button type="submit">{say('do/explain-number')}</Button>
        </div>
        <p className="aside" id={`${id}-wrong`}>
          {isWrong && say('sign-in/page-number-wrong')}
        </p>
      </form>
    </Disclosure>
  )
}
