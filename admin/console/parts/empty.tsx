import type { ReactElement } from 'react'
import { Link } from 'wouter'

type EmptyProps = {
  readonly title: string
  readonly text: string
  readonly link?: { readonly address: string; readonly words: string }
}

/** There is nothing to show, which is no fault: why, and where something comes from. */
export function Empty({ title, text, link }: EmptyProps): ReactElement {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{text}</p>
      {link && (
        <Link href={link.address} className="link">
          {link.words}
        </Link>
      )}
    </div>
  )
}
