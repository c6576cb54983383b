import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { useApi } from '../../api/api.ts'
import type { Import } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../use-words.ts'
import { Duplicates } from './duplicates.tsx'
import { ImportCard } from './import-card.tsx'
import { UploadForm } from './upload-form.tsx'

/** Who becomes whom, how far the moves are, and who belongs to which wave: from files. */
export function ImportsPage(): ReactElement {
  const { say } = useWords()
  const query = useQuery(queries.imports(useApi()))
  const [lastId, setLastId] = useState<string | null>(null)
  return (
    <>
      <PageHeading title={say('pages/imports')} text={say('imports/about')} />
      <UploadForm onPreview={({ id }) => setLastId(id)} onOther={() => setLastId(null)} />
      <Duplicates />
      <Loaded query={query}>{({ imports }) => <ImportList imports={imports} lastId={lastId} />}</Loaded>
    </>
  )
}

function ImportList({
  imports,
  lastId,
}: {
  imports: readonly Import[]
  lastId: string | null
}): ReactElement {
  const { say } = useWords()
  const last = imports.find(({ id }) => id === lastId)
  const others = imports.filter(({ id }) => id !== lastId)
  if (imports.length === 0) return <Empty title={say('imports/none')} text={say('imports/none-meaning')} />
  return (
    <>
      {last !== undefined && (
        <section className="section" aria-live="polite">
          <h2>{say(last.state === 'previewed' ? 'imports/preview' : 'imports/latest')}</h2>
          <ul className="cards">
            <ImportCard entry={last} isOpen />
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section className="section">
          <h2>{say('imports/earlier')}</h2>
          <ul className="cards">
            {others.map((entry) => (
              <ImportCard key={entry.id} entry={entry} isOpen={false} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
