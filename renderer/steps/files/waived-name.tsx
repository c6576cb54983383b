import type { ReactElement } from 'react'
import type { Waivable } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import { nameOf } from './name-of.ts'

/** What a waiver is about, in words. */
export function WaivedName({ what }: { what: Waivable }): ReactElement {
  const { say } = useWords()
  if (what.kind === 'reason') return <>{say(`files/reason/${what.reason}/name`)}</>
  if (what.kind === 'protected') return <>{say('files/protected-name')}</>
  return <bdi dir="ltr">{nameOf(what.path)}</bdi>
}
