import type { ReactElement, ReactNode } from 'react'
import type { GuideId } from '../steps/choose-guide.ts'

type GuideDrawingProps = {
  readonly guide: GuideId
  /** What the drawing shows, for people who do not see it. */
  readonly label: string
  readonly isMac: boolean
}

/**
 * Our own drawing of the place to press, without a word in it, so that it serves every language. A style mirrors it for languages
 * that are read from right to left.
 */
export function GuideDrawing({ guide, label, isMac }: GuideDrawingProps): ReactElement {
  return (
    <svg className="drawing" role="img" aria-label={label} viewBox="0 0 240 150">
      {toDrawing(guide, isMac)}
    </svg>
  )
}

function toDrawing(guide: GuideId, isMac: boolean): ReactElement {
  switch (guide) {
    case 'start-client':
      return <Bar isTop={isMac} />
    case 'resume':
      return (
        <>
          <Bar isTop={isMac} />
          <rect className="draw-face" x="128" y={isMac ? 32 : 18} width="92" height="98" rx="6" />
          <Line x={138} y={isMac ? 46 : 32} width={40} />
          <Line x={138} y={isMac ? 66 : 52} width={70} />
          <Mark x={134} y={isMac ? 80 : 66} width={80} height={20} />
          <Line x={138} y={isMac ? 112 : 98} width={60} />
        </>
      )
    case 'add-account':
      return (
        <Frame>
          <Cloud x={104} y={38} />
          <Line x={80} y={74} width={80} />
          <Mark x={60} y={86} width={120} height={22} />
          <rect className="draw-button" x="130" y="118" width="50" height="14" rx="4" />
        </Frame>
      )
    case 'backup':
      return (
        <Frame>
          <Side active={0} />
          <Line x={88} y={44} width={70} />
          <Line x={88} y={56} width={50} />
          <Mark x={172} y={40} width={46} height={22} />
          <Line x={88} y={88} width={110} />
          <Line x={88} y={104} width={90} />
        </Frame>
      )
    case 'unlink':
      return (
        <Frame>
          <Side active={1} />
          <rect className="draw-face" x="84" y="34" width="134" height="40" rx="5" />
          <Line x={94} y={46} width={70} />
          <Line x={94} y={60} width={50} />
          <rect className="draw-face" x="84" y="82" width="134" height="50" rx="5" />
          <Line x={94} y={94} width={60} />
          <Mark x={92} y={104} width={70} height={20} />
        </Frame>
      )
  }
}

/** The taskbar, or a Mac's menu bar, with OneDrive's cloud beside the clock. */
function Bar({ isTop }: { isTop: boolean }): ReactElement {
  const y = isTop ? 6 : 122
  return (
    <>
      <rect className="draw-screen" x="4" y="6" width="232" height="138" rx="8" />
      <rect className="draw-bar" x="4" y={y} width="232" height="22" rx="6" />
      <rect className="draw-line" x="16" y={y + 7} width="8" height="8" rx="2" />
      <rect className="draw-line" x="30" y={y + 7} width="8" height="8" rx="2" />
      <rect className="draw-line" x="44" y={y + 7} width="8" height="8" rx="2" />
      <Mark x={168} y={y - 1} width={26} height={24} />
      <Cloud x={171} y={y + 3} scale={0.6} />
      <Line x={202} y={y + 7} width={24} />
      <Line x={206} y={y + 14} width={20} />
    </>
  )
}

function Frame({ children }: { children: ReactNode }): ReactElement {
  return (
    <>
      <rect className="draw-screen" x="4" y="6" width="232" height="138" rx="8" />
      <path className="draw-edge" d="M4 26h232" />
      <path className="draw-edge" d="M220 12l8 8m0-8l-8 8" />
      {children}
    </>
  )
}

function Side({ active }: { active: number }): ReactElement {
  return (
    <>
      {[0, 1, 2].map((place) => (
        <rect
          key={place}
          className={place === active ? 'draw-active' : 'draw-line'}
          x="14"
          y={38 + place * 22}
          width="56"
          height="12"
          rx="4"
        />
      ))}
    </>
  )
}

function Line({ x, y, width }: { x: number; y: number; width: number }): ReactElement {
  return <rect className="draw-line" x={x} y={y} width={width} height="4" rx="2" />
}

function Cloud({ x, y, scale = 1 }: { x: number; y: number; scale?: number }): ReactElement {
  return (
    <path
      className="draw-cloud"
      transform={`translate(${x} ${y}) scale(${scale})`}
      d="M9 26a7 7 0 0 1-1-13.9A9 9 0 0 1 24.7 9.3 8.4 8.4 0 0 1 25 26z"
    />
  )
}

/** The place to press, with a pointer on it. */
function Mark(at: { x: number; y: number; width: number; height: number }): ReactElement {
  const { x, y, width, height } = at
  return (
    <>
      <rect className="draw-mark" {...at} rx="5" />
      <path
        className="draw-pointer"
        d={`M${x + width - 10} ${y + height - 8}l0 16 4.5-4 3 7 3.5-1.5-3-6.5 6-.5z`}
      />
    </>
  )
}
