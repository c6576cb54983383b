import { Button } from '@fluentui/react-components'
import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { useState, type ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { toGroups } from '../steps/support-code-groups.ts'
import { useWords } from '../use-words.ts'

/** Where only IT can go on: that it is not the person's doing, whom to call, and the code in large type. */
export function BlockedHelp({ state }: { state: AppState }): ReactElement | null {
  const { say } = useWords()
  const [isCopied, setCopied] = useState(false)
  const { configuration } = state
  const code = lastResult(state.check)?.supportCode
  if (configuration.kind !== 'ready' || code === undefined) return null
  const { name, phone } = configuration.support
  async function copy(): Promise<void> {
    setCopied(false)
    await window.landfall.copyText('support')
    setCopied(true)
  }
  return (
    <div className="call">
      <dl className="call-facts">
        {phone !== null && (
          <div>
            <dt>{name === null ? say('blocked/call') : <bdi>{name}</bdi>}</dt>
            <dd>
              <bdi dir="ltr">{phone}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{say('support/code')}</dt>
          <dd>
            <bdi dir="ltr" className="support-code">
              {toGroups(code)}
            </bdi>
          </dd>
        </div>
      </dl>
      <div className="call-copy">
        <Button onClick={() => void copy()}>{say(phone === null ? 'do/copy-code' : 'do/copy-both')}</Button>
        <span className="copied" role="status">
          {isCopied && (
            <>
              <CheckmarkCircle20Regular className="tone-done" aria-hidden />
              {say('sign-in/code-copied')}
            </>
          )}
        </span>
      </div>
    </div>
  )
}
