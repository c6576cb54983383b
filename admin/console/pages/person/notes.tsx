import { Button, Field, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Person } from '../../api/answers.ts'
import { Failure } from '../../parts/failure.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'

/** What admins have written about a person. */
export function Notes({ person }: { person: Person }): ReactElement {
  const { say, toMoment } = useWords()
  const isAdmin = useIsAdmin()
  const api = useApi()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const onSuccess = () => client.invalidateQueries({ queryKey: ['person', person.id] })
  const add = useMutation({
    mutationFn: (note: string) =>
      answerOf(
        api.POST('/v1/people/{id}/notes', { params: { path: { id: person.id } }, body: { text: note } }),
      ),
    onSuccess: () => {
      setText('')
      return onSuccess()
    },
  })
  const remove = useMutation({
    mutationFn: (noteId: string) =>
      answerOf(api.DELETE('/v1/people/{id}/notes/{noteId}', { params: { path: { id: person.id, noteId } } })),
    onSuccess,
  })
  return (
    <section className="section">
      <h2>{say('person/notes')}</h2>
      {person.notes.length === 0 && <p className="quiet">{say('person/no-notes')}</p>}
      <ul className="cards">
        {person.notes.map((note) => (
          <li key={note.id} className="card">
            <p className="written">{note.text}</p>
            <p className="quiet">
              {note.by.upn} · <time dateTime={note.at}>{toMoment(note.at)}</time>
            </p>
            {isAdmin && (
              <Button
                appearance="subtle"
                disabledFocusable={remove.isPending}
                aria-label={say('person/remove-note-of', { time: toMoment(note.at) })}
                onClick={() => remove.mutate(note.id)}
              >
                {say('do/remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isAdmin && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() !== '') add.mutate(text.trim())
          }}
        >
          <Field label={say('person/new-note')}>
            <Textarea value={text} maxLength={2000} onChange={(_event, { value }) => setText(value)} />
          </Field>
          <Button type="submit" disabledFocusable={add.isPending || text.trim() === ''}>
            {say('person/add-note')}
          </Button>
        </form>
      )}
      {add.isError && <Failure error={add.error} />}
      {remove.isError && <Failure error={remove.error} />}
    </section>
  )
}
