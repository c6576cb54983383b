import type { ReactElement } from 'react'

/** The head of a table of texts: a name over each column. */
export function ColumnHeads({ names }: { names: readonly string[] }): ReactElement {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}
