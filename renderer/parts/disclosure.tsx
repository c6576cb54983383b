import { ChevronRight16Regular } from '@fluentui/react-icons/svg/chevron-right'
import type { ReactElement, ReactNode } from 'react'

/** Something to unfold, closed at first. The browser's own element: keyboard and screen readers know it. */
export function Disclosure({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    <details className="disclosure">
      <summary>
        <ChevronRight16Regular aria-hidden />
        {label}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  )
}
