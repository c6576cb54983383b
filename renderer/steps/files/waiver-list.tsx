import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { Waiver } from '../../../shared/files/rescue.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { useWords } from '../../use-words.ts'
import { toAmount } from './amounts.ts'
import { nameOf } from './name-of.ts'
import { WaivedName } from './waived-name.tsx'

/** What was waived and when; each can be taken back. */
export function WaiverList({
  waivers,
  canChange,
}: {
  waivers: readonly Waiver[]
  canChange: boolean
}): ReactElement {
  const words = useWords()
  const { say, toMoment } = words
  return (
    <Disclosure label={say('files/waivers')}>
      <ul className="waivers">
        {waivers.map(({ what, at, amount }) => {
          const name = what.kind === 'item' ? nameOf(what.path) : say(`files/reason/${what.reason}/name`)
          return (
            <li key={`${what.kind} ${what.kind === 'item' ? what.path : what.reason}`}>
              <span>
                <strong>
                  <WaivedName what={what} />
                </strong>
                <br />
                {say('files/waived-at', { amount: toAmount(words, amount), time: toMoment(at) })}
              </span>
              {canChange && (
                <Button
                  size="small"
                  aria-label={`${say('files/unwaive')}: ${name}`}
                  onClick={() => void window.landfall.unwaive(what)}
                >
                  {say('files/unwaive')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </Disclosure>
  )
}
