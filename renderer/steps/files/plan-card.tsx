import { Button } from '@fluentui/react-components'
import { useEffect, useRef, type ReactElement } from 'react'
import type { RescuePlan, SpaceVerdict } from '../../../shared/files/rescue.ts'
import { useWords, type Words } from '../../use-words.ts'
import { toAmount } from './amounts.ts'

type PlanCardProps = { readonly plan: RescuePlan; readonly onShowRenamed: () => void }

/** What would be copied where, to be read before it starts. The focus begins here. */
export function PlanCard({ plan, onShowRenamed }: PlanCardProps): ReactElement {
  const words = useWords()
  const { say, toNumber } = words
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const isTooLittle = plan.space.kind === 'too-little'
  const renamed = plan.renames.reduce((sum, { files }) => sum + files, 0)
  return (
    <section className="card" aria-labelledby="files-plan">
      <h2 className="card-title" id="files-plan" tabIndex={-1} ref={heading}>
        {say('files/plan-title')}
      </h2>
      <dl className="facts">
        <dt>{say('files/plan-amount')}</dt>
        <dd>{toAmount(words, plan.amount)}</dd>
        <dt>{say('files/plan-to')}</dt>
        <dd>
          <bdi dir="ltr">{plan.folder}</bdi>
        </dd>
        <dt>{say('files/plan-space')}</dt>
        <dd className={isTooLittle ? 'tone-blocked' : undefined}>{toSpace(words, plan.space)}</dd>
        <dt>{say('files/plan-renames')}</dt>
        <dd>
          {renamed === 0 ? (
            say('files/plan-no-renames')
          ) : (
            <ul>
              {plan.renames.map(({ reason, files }) => (
                <li key={reason}>
                  {say('files/plan-rename', {
                    files: toNumber(files),
                    reason: say(`files/rename/${reason}`),
                  })}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
      <div className="buttons">
        <Button
          appearance="primary"
          size="large"
          disabledFocusable={isTooLittle || plan.amount.files === 0}
          onClick={() => void window.landfall.startRescue()}
        >
          {say('files/start')}
        </Button>
        {renamed > 0 && <Button onClick={onShowRenamed}>{say('files/show-renames')}</Button>}
        {isTooLittle && (
          <Button onClick={() => void window.landfall.planRescue()}>{say('files/plan-again')}</Button>
        )}
      </div>
    </section>
  )
}

function toSpace({ say, toBytes }: Words, space: SpaceVerdict): string {
  if (space.kind === 'unknown') return say('files/space-unknown')
  return say(`files/space-${space.kind}`, { needed: toBytes(space.needed), free: toBytes(space.free) })
}
