import type { ReactElement, ReactNode } from 'react'

/** A table that may be wider than the page; it scrolls by itself, and by keyboard. */
export function WideTable({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className="wide" tabIndex={0} role="group" aria-label={name}>
      <table>
        <caption className="unseen">{name}</caption>
        {children}
      </table>
    </div>
  )
}
