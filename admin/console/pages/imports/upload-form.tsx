import { Button, Field, Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState, type DragEvent, type ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Import, ImportKind } from '../../api/answers.ts'
import { Failure } from '../../parts/failure.tsx'
import { useWords, type WordKey } from '../../use-words.ts'

/** The kinds in their order, each with the words of its choice. */
const labels = {
  'identity-map': ['imports/identity-map', 'imports/identity-map-meaning'],
  'move-states': ['imports/move-states', 'imports/move-states-meaning'],
  waves: ['imports/waves', 'imports/waves-meaning'],
  'site-addresses': ['imports/site-addresses', 'imports/site-addresses-meaning'],
} as const satisfies Record<ImportKind, readonly [WordKey, WordKey]>
const kinds = Object.keys(labels) as ImportKind[]

type UploadFormProps = {
  readonly onPreview: (preview: Import) => void
  /** Another file or kind is chosen: what was previewed is not what the form shows any more. */
  readonly onOther: () => void
}

/** Uploads a file, chosen or dropped, to see what it would change. Nothing changes by it. */
export function UploadForm({ onPreview, onOther }: UploadFormProps): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const fileField = useId()
  const [kind, setKind] = useState<ImportKind>('identity-map')
  const [file, setFile] = useState<File | null>(null)
  const [isOver, setIsOver] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const upload = useMutation({
    mutationFn: (chosen: File) => answerOf(sendFile(api, kind, chosen)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  })
  const choose = (chosen: File | null): void => {
    setFile(chosen)
    upload.reset()
    onOther()
  }
  const drop = (event: DragEvent<HTMLFormElement>): void => {
    event.preventDefault()
    setIsOver(false)
    const { files } = event.dataTransfer
    if (field.current === null || files[0] === undefined) return
    // The field shows the name as if the file had been chosen in it.
    field.current.files = files
    choose(files[0])
  }
  return (
    <form
      className="section form file-drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      onSubmit={(event) => {
        event.preventDefault()
        // Not called once another file is chosen: `reset` lets go of the upload before.
        if (file !== null) upload.mutate(file, { onSuccess: onPreview })
      }}
    >
      <h2>{say('imports/upload')}</h2>
      <KindField
        kind={kind}
        onKind={(next) => {
          setKind(next)
          upload.reset()
          onOther()
        }}
      />
      <div className="file-field">
        <label htmlFor={fileField}>{say('imports/file')}</label>
        <input
          id={fileField}
          ref={field}
          type="file"
          accept=".csv,.txt,.tsv,.json"
          onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
        />
        <small className="quiet">{say('imports/drop')}</small>
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

function KindField({ kind, onKind }: { kind: ImportKind; onKind: (kind: ImportKind) => void }): ReactElement {
  const { say } = useWords()
  return (
    <Field label={say('imports/kind')}>
      <RadioGroup
        value={kind}
        onChange={(_event, { value }) => onKind(kinds.find((one) => one === value) ?? kind)}
      >
        {kinds.map((one) => (
          <Radio
            key={one}
            value={one}
            label={
              <>
                {say(labels[one][0])}
                <br />
                <small className="quiet">{say(labels[one][1])}</small>
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  )
}

/** The file as it is: the endpoint tells its encoding. */
function sendFile(api: ReturnType<typeof useApi>, kind: ImportKind, chosen: File) {
  return api.POST('/v1/imports', {
    params: { query: { kind, fileName: chosen.name.slice(0, 200) } },
    headers: { 'content-type': 'application/octet-stream' },
    body: chosen as never,
    bodySerializer: (body: unknown) => body as Blob,
  })
}
