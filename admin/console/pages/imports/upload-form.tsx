import { Button, Field, Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Import, ImportKind } from '../../api/answers.ts'
import { Failure } from '../../parts/failure.tsx'
import { useWords } from '../../use-words.ts'

const kinds = ['identity-map', 'move-states', 'waves'] as const satisfies readonly ImportKind[]

/** Uploads a file to see what it would change. Nothing changes by it. */
export function UploadForm({ onPreview }: { onPreview: (preview: Import) => void }): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const fileField = useId()
  const [kind, setKind] = useState<ImportKind>('identity-map')
  const [file, setFile] = useState<File | null>(null)
  const upload = useMutation({
    mutationFn: (chosen: File) =>
      answerOf(
        api.POST('/v1/imports', {
          params: { query: { kind, fileName: chosen.name.slice(0, 200) } },
          headers: { 'content-type': 'application/octet-stream' },
          // The file as it is: the endpoint tells its encoding.
          body: chosen as never,
          bodySerializer: (body: unknown) => body as Blob,
        }),
      ),
    onSuccess: async (preview) => {
      await client.invalidateQueries({ queryKey: ['imports'] })
      onPreview(preview)
    },
  })
  return (
    <form
      className="section form"
      onSubmit={(event) => {
        event.preventDefault()
        if (file !== null) upload.mutate(file)
      }}
    >
      <h2>{say('imports/upload')}</h2>
      <Field label={say('imports/kind')}>
        <RadioGroup
          value={kind}
          onChange={(_event, { value }) => setKind(kinds.find((one) => one === value) ?? kind)}
        >
          {kinds.map((one) => (
            <Radio
              key={one}
              value={one}
              label={
                <>
                  {say(`imports/${one}`)}
                  <br />
                  <small className="quiet">{say(`imports/${one}-meaning`)}</small>
                </>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      <div className="file-field">
        <label htmlFor={fileField}>{say('imports/file')}</label>
        <input
          id={fileField}
          type="file"
          accept=".csv,.txt,.tsv,.json"
          onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
        />
      </div>
      <div className="buttons">
        <Button appearance="primary" type="submit" disabledFocusable={file === null || upload.isPending}>
          {say(upload.isPending ? 'imports/uploading' : 'imports/see')}
        </Button>
      </div>
      {upload.isError && <Failure error={upload.error} />}
    </form>
  )
}
