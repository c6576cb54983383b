import { useContext, type ReactElement, type ReactNode } from 'react'
import { WordsContext, type Names } from '../use-words.ts'

/** Below it the sentences call the organisations by their names. */
export function NamedWords({ names, children }: { names: Names; children: ReactNode }): ReactElement {
  const context = useContext(WordsContext)
  return <WordsContext value={context && { ...context, names }}>{children}</WordsContext>
}
