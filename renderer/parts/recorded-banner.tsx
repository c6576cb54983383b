import { Record20Regular } from '@fluentui/react-icons/svg/record'
import type { ReactElement } from 'react'
import type { ReplayState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'

/** Says all the time that the facts come from a recording: of a made-up computer, or of somebody else's. */
export function RecordedBanner({ replay }: { replay: ReplayState | null }): ReactElement {
  const { say, toMoment } = useWords()
  const title = say(replay === null ? 'window/recorded' : 'replay/banner')
  const time = replay?.recordedAt ?? null
  return (
    <aside className="recorded" aria-label={title}>
      <Record20Regular aria-hidden />
      <strong>{title}</strong>
      <span>
        {replay === null
          ? say('window/recorded-meaning')
          : say('replay/banner-meaning', { time: time === null ? '–' : toMoment(time) })}
      </span>
    </aside>
  )
}
