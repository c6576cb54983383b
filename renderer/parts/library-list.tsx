import { Button, Checkbox } from '@fluentui/react-components'
import { useId, type ReactElement } from 'react'
import type { LibraryView } from '../../shared/checks/old-libraries.ts'
import type { AppState } from '../../shared/window/state.ts'
import type { GroupStatus } from '../steps/step-groups.ts'
import { useWords } from '../use-words.ts'
import { Place } from './place.tsx'
import { StatusIcon } from './status-icon.tsx'

/**
 * The team libraries and shortcuts of the old organisation, each with where it was, where it is now, and the person's own tick. Nothing
 * where there are none.
 */
export function LibraryList({
  libraries,
  isReplay,
}: {
  readonly libraries: AppState['libraries']
  /** Somebody else's computer: nothing is opened or ticked off. */
  readonly isReplay: boolean
}): ReactElement | null {
  const { say, toNumber } = useWords()
  if (libraries.length === 0) return null
  const done = libraries.filter(({ isSettled }) => isSettled).length
  return (
    <section className="card" aria-labelledby="libraries">
      <h2 className="card-title" id="libraries">
        {say('libraries/title')}
      </h2>
      <p className="card-text">{say('libraries/about')}</p>
      <ul className="outcomes libraries">
        {libraries.map((library) => (
          <LibraryItem key={library.id} library={library} isReplay={isReplay} />
        ))}
      </ul>
      <p className="aside">
        {say('libraries/ticked', { done: toNumber(done), all: toNumber(libraries.length) })}
      </p>
    </section>
  )
}

function LibraryItem({ library, isReplay }: { library: LibraryView; isReplay: boolean }): ReactElement {
  const { say } = useWords()
  const heading = useId()
  const { id, name, kind, folder, siteUrl, owner, isHere, isSettled, now, address } = library
  return (
    <li>
      <StatusIcon status={toStatus(library)} />
      <div>
        <h3 id={heading}>
          <bdi>{name}</bdi>
        </h3>
        <p>{say(`libraries/kind-${kind}`)}</p>
        <dl className="facts">
          <Place word={say('libraries/folder')} place={folder} />
          {siteUrl !== null && <Place word={say('libraries/old')} place={siteUrl} />}
          {address === null ? (
            <>
              <dt>{say('libraries/new')}</dt>
              {now !== 'known' && <dd>{say(`libraries/now-${now}`)}</dd>}
            </>
          ) : (
            <Place word={say('libraries/new')} place={address} />
          )}
        </dl>
        {owner === 'unknown' && <p>{say('libraries/whose')}</p>}
        {isHere === false && <p>{say('libraries/gone')}</p>}
        {!isReplay && (
          <div className="buttons">
            {address !== null && (
              <Button
                id={`${heading}-open`}
                aria-labelledby={`${heading}-open ${heading}`}
                onClick={() => void window.landfall.openLibrary(id)}
              >
                {say('libraries/open')}
              </Button>
            )}
            <Checkbox
              checked={isSettled}
              label={say('libraries/tick')}
              aria-describedby={heading}
              onChange={(_event, { checked }) => void window.landfall.settleLibrary(id, checked === true)}
            />
          </div>
        )}
      </div>
    </li>
  )
}

function toStatus({ isSettled, owner, now }: LibraryView): GroupStatus {
  if (isSettled) return 'done'
  return owner === 'unknown' || now === 'contradicted' ? 'unknown' : 'now'
}
