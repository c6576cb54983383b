import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { answerOf, useApi } from '../api/api.ts'
import { useWords } from '../use-words.ts'
import { Failure } from './failure.tsx'

/** Says what has been done, and takes it back. */
export function UndoBar({
  changeId,
  text,
  onUndone,
}: {
  changeId: string
  text: string
  onUndone: () => void
}): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/changes/{id}/undo', { params: { path: { id: changeId } } })),
    onSuccess: async () => {
      await client.invalidateQueries()
      onUndone()
    },
  })
  if (undo.isError) return <Failure error={undo.error} />
  return (
    <MessageBar intent="success" className="message">
      <MessageBarBody>{text}</MessageBarBody>
      <MessageBarActions>
        <Button disabledFocusable={undo.isPending} onClick={() => undo.mutate()}>
          {say('do/undo')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
