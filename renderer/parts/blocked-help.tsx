import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { toGroups } from '../steps/support-code-groups.ts'
import { shorten } from '../shorten.ts'
import { useWords } from '../use-words.ts'
import { CopyButton } from './copy-button.tsx'

/** Where only IT can go on: that it is not the person's doing, whom to call, and the code in large type. */
export function BlockedHelp({ state }: { state: AppState }): ReactElement | null {
  const { say } = useWords()
  const { configuration } = state
  const code = lastResult(state.check)?.supportCode
  if (configuration.kind !== 'ready' || code === undefined) return null
  const { name, phone } = configuration.support
  return (
    <div className="call">
      <dl className="call-facts">
        {phone !== null && (
          <div>
            <dt>{name === null ? say('blocked/call') : <bdi>{shorten(name)}</bdi>}</dt>
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
      <CopyButton
        label={say(phone === null ? 'do/copy-code' : 'do/copy-both')}
        copy={() => window.landfall.copyText('support')}
      />
    </div>
  )
}
