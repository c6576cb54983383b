import { Button } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { answerOf, useApi } from '../../api/api.ts'
import { toQuery } from '../../api/queries.ts'
import { Failure } from '../../parts/failure.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useWords } from '../../use-words.ts'
import {
  chooseNobody,
  choosePeople,
  countChosen,
  mostChosen,
  toSelection,
  useChosen,
  type Everybody,
} from './chosen-people.ts'
import { ReminderDialog } from './reminder-dialog.tsx'

/** What can be done with the people who are ticked, or with everybody of the filter. */
export function ChosenBar(): ReactElement | null {
  const { say, toNumber } = useWords()
  const chosen = useChosen()
  const { people, everybody } = chosen
  if (everybody === null && people.length === 0) return null
  const count = countChosen(chosen)
  const isFull = (everybody?.except ?? people).length >= mostChosen
  return (
    <div className="chosen">
      <span role="status">
        {everybody === null || count !== null ? (
          say('people/chosen', { count: count ?? 0 })
        ) : (
          <Many {...everybody} />
        )}
        {isFull && ` ${say('people/chosen-most', { most: toNumber(mostChosen) })}`}
      </span>
      <ExportChosen />
      <ReminderDialog ofChosen selection={toSelection(chosen)} />
      <SendBackChosen count={count} />
      <Button size="small" appearance="subtle" onClick={chooseNobody}>
        {say('people/choose-nobody')}
      </Button>
    </div>
  )
}

/** Everybody of a filter that was only counted in part. */
function Many({ except }: Everybody): ReactElement {
  const { say } = useWords()
  return (
    <>
      {except.length === 0
        ? say('people/chosen-many')
        : say('people/chosen-except', { count: except.length })}
    </>
  )
}

function ExportChosen(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const save = useMutation({
    mutationFn: async () => {
      const body = toSelection(useChosen.getState())
      saveFile(await answerOf(api.POST('/v1/export/people.csv', { body, parseAs: 'blob' })), 'people.csv')
    },
  })
  return (
    <>
      <Button size="small" disabledFocusable={save.isPending} onClick={() => save.mutate()}>
        {say('people/export-chosen')}
      </Button>
      {save.isError && <Failure error={save.error} />}
    </>
  )
}

/** Leads to the way back, which is written person by person. */
function SendBackChosen({ count }: { count: number | null }): ReactElement {
  const { say, toNumber } = useWords()
  const api = useApi()
  const [, navigate] = useLocation()
  const go = useMutation({
    mutationFn: async () => {
      const { everybody } = useChosen.getState()
      if (everybody === null) return
      const query = { ...toQuery(everybody.filter), limit: mostChosen }
      const page = await answerOf(api.GET('/v1/people', { params: { query } }))
      choosePeople(page.people.filter(({ id }) => !everybody.except.includes(id)))
    },
    onSuccess: () => navigate('/runbook#send-back'),
  })
  const isByName = useChosen(({ everybody }) => everybody === null)
  if (isByName)
    return (
      <Link href="/runbook#send-back" className="link">
        {say('people/send-back')}
      </Link>
    )
  if (count === null || count > mostChosen)
    return <small>{say('people/too-many-back', { most: toNumber(mostChosen) })}</small>
  return (
    <>
      <Button size="small" disabledFocusable={go.isPending} onClick={() => go.mutate()}>
        {say('people/send-back')}
      </Button>
      {go.isError && <Failure error={go.error} />}
    </>
  )
}
