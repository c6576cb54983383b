import type { ReactElement, ReactNode } from 'react'
import type { JourneyStep } from '../steps/next-step.ts'
import { groupOf, stepGroups } from '../steps/step-groups.ts'
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
  const group = step === null ? null : groupOf(step)
  return (
    <>
      <div className="heading">
        <HeadingIcon name={icon} />
        <div>
          {group !== null && (
            <p className="kicker">
              {say('steps/place', { place: group.place, all: stepGroups.length })} ·{' '}
              {say(`group/${group.id}`)}
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
