import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useWords } from '../../use-words.ts'

type FindingCellsProps = {
  readonly code: string
  /** What the link says: how many people it leads to. */
  readonly show: string
  /** Where those people are listed. */
  readonly href: string
}

/** The first two cells of a row about a finding: what it is, and the people whom it concerns. */
export function FindingCells({ code, show, href }: FindingCellsProps): ReactElement {
  const { sayTitle } = useWords()
  return (
    <>
      <th scope="row">
        {sayTitle(code)}
        <br />
        <code>{code}</code>
      </th>
      <td>
        <Link className="link" aria-label={`${show}: ${sayTitle(code)}`} href={href}>
          {show}
        </Link>
      </td>
    </>
  )
}
