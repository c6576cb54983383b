import type { ReactElement, ReactNode } from 'react'
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
            {keepWhole(title)}
          </h1>
        </div>
      </div>
      <p className="meaning">{meaning}</p>
    </>
  )
}

// No style keeps a line from ending inside "sign-in", so such words become boxes of their own.
function keepWhole(title: string): ReactNode[] {
  return title.split(/((?<!\S)[^\s-]+-\S+)/).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <span className="whole" key={place}>
        {part}
      </span>
    ),
  )
}
