import type { ReactElement } from 'react'
import { journeySteps, type JourneyStep } from '../steps/next-step.ts'
import { useWords } from '../use-words.ts'
import { HeadingIcon, type HeadingIconName } from './status-icon.tsx'

type PanelHeadingProps = {
  readonly icon: HeadingIconName
  readonly step: JourneyStep | null
  readonly title: string
  readonly meaning: string
}

/** What happened, and what it means. The heading takes the focus when the panel changes. */
export function PanelHeading({ icon, step, title, meaning }: PanelHeadingProps): ReactElement {
  const { say } = useWords()
  const place = { place: step === null ? 0 : journeySteps.indexOf(step) + 1, all: journeySteps.length }
  return (
    <>
      <div className="heading">
        <HeadingIcon name={icon} />
        <div>
          {step !== null && (
            <p className="kicker">
              {say('steps/place', place)} · {say(`step/${step}/name`)}
            </p>
          )}
          <h1 className="title" tabIndex={-1}>
            {title}
          </h1>
        </div>
      </div>
      <p className="meaning">{meaning}</p>
    </>
  )
}
