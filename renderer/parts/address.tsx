import { Fragment, type ReactElement } from 'react'

/** An address of a person or a page, from left to right. Where it is too long, a line ends where it parts itself. */
export function Address({ text }: { text: string }): ReactElement {
  return (
    <bdi dir="ltr">
      {text.split(/(?<=[^/]\/)(?=[^/])|(?=@)/).map((part, place) => (
        <Fragment key={place}>
          {place > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  )
}
