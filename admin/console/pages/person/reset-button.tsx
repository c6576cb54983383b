import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Person } from '../../api/answers.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { UndoBar } from '../../parts/undo-bar.tsx'
import { useWords } from '../../use-words.ts'

/** Begins again with a person; it can be taken back. */
export function ResetButton({ person }: { person: Person }): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const [changeId, setChangeId] = useState<string | null>(null)
  const reset = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/people/{id}/reset', { params: { path: { id: person.id } } })),
    onSuccess: async (answer) => {
      setChangeId(answer.changeId)
      await client.invalidateQueries()
    },
  })
  return (
    <>
      <AskFirst
        button={say('person/reset')}
        title={say('person/reset-title')}
        text={say('person/reset-meaning')}
        isBusy={reset.isPending}
        onYes={() => reset.mutate()}
      />
      {reset.isError && <Failure error={reset.error} />}
      {changeId !== null && (
        <UndoBar changeId={changeId} text={say('person/reset-done')} onUndone={() => setChangeId(null)} />
      )}
    </>
  )
}
