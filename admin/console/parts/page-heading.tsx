import type { ReactElement, ReactNode } from 'react'

/** The name of the page, what it is about, and what can be done with all of it. */
export function PageHeading({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children?: ReactNode
}): ReactElement {
  return (
    <div className="heading">
      <div>
        <h1>{title}</h1>
        {text !== undefined && <p>{text}</p>}
      </div>
      {children && <div className="buttons">{children}</div>}
    </div>
  )
}
