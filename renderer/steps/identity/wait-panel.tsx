import type { ReactElement, ReactNode } from 'react'
import { PanelHeading } from '../../parts/panel-heading.tsx'

type WaitPanelProps = {
  readonly title: string
  readonly meaning: string
  /** What can be done meanwhile. */
  readonly children?: ReactNode
}

/** The step while Landfall waits for something that comes by itself. */
export function WaitPanel({ title, meaning, children }: WaitPanelProps): ReactElement {
  return (
    <div className="panel-content" aria-busy>
      <PanelHeading icon="busy" step="identity" title={title} meaning={meaning} />
      {children !== undefined && <div className="buttons">{children}</div>}
    </div>
  )
}
