import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'
import { CommandLine } from './command-line.tsx'

/** A secret that the endpoint tells this once and keeps no copy of that could be read. */
export function ShownOnce({ secret, what }: { secret: string; what: string }): ReactElement {
  const { say } = useWords()
  return (
    <div className="once" role="status">
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{say('parts/shown-once', { what })}</MessageBarBody>
      </MessageBar>
      <CommandLine command={secret} what={what} />
    </div>
  )
}
