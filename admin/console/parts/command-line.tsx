import type { ReactElement } from 'react'
import { CopyButton } from './copy-button.tsx'

/** A command to type, with a button that copies it. `what` says which one it is. */
export function CommandLine({ command, what }: { command: string; what: string }): ReactElement {
  return (
    <div className="command">
      <pre tabIndex={0} role="region" aria-label={what}>
        <code>{command}</code>
      </pre>
      <CopyButton text={command} what={what} />
    </div>
  )
}
