import type { ReactElement } from 'react'

/** A line of a list of facts with an address or a folder: those read from left to right in every language. */
export function Place({ word, place }: { readonly word: string; readonly place: string }): ReactElement {
  return (
    <>
      <dt>{word}</dt>
      <dd>
        <bdi dir="ltr">{place}</bdi>
      </dd>
    </>
  )
}
