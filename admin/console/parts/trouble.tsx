import type { ReactElement, ReactNode } from 'react'
import { useWords, type Values, type WordKey } from '../use-words.ts'

/** A page that cannot be shown: what is the matter, and what helps. */
export function Trouble({
  title,
  text,
  values,
  children,
}: {
  title: WordKey
  text: WordKey
  values?: Values
  children?: ReactNode
}): ReactElement {
  const { say } = useWords()
  return (
    <main className="trouble" id="content">
      <title>Landfall</title>
      <span className="mark mark-large" aria-hidden />
      <h1>{say(title, values)}</h1>
      <p>{say(text, values)}</p>
      {children && <div className="buttons">{children}</div>}
    </main>
  )
}
