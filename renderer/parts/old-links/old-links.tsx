import { Button } from '@fluentui/react-components'
import { useId, type ReactElement } from 'react'
import { oldLinksOnPage, type OldLinksState, type OldLinkView } from '../../../shared/files/old-links.ts'
import type { GroupStatus } from '../../steps/step-groups.ts'
import { useWords } from '../../use-words.ts'
import { Place } from '../place.tsx'
import { StatusIcon } from '../status-icon.tsx'

/**
 * What leads to the old organisation: where it leads, where the same is now, and what could be made beside it. Nothing where there is
 * none. A page at a time: a list of thousands costs no more than one of fifty.
 */
export function OldLinks({ oldLinks }: { readonly oldLinks: OldLinksState }): ReactElement | null {
  const { say, toNumber } = useWords()
  const { total, page, rows, bookmarks, bookmarksMade } = oldLinks
  if (total === 0) return null
  const first = page * oldLinksOnPage
  return (
    <section className="card" aria-labelledby="old-links">
      <h2 className="card-title" id="old-links">
        {say('old-links/title')}
      </h2>
      <p className="card-text">{say('old-links/about')}</p>
      {bookmarks > 0 && (
        <div className="old-links-bookmarks">
          <p className="card-text">{say('old-links/bookmarks-about')}</p>
          {bookmarksMade === null ? (
            <Button onClick={() => void window.landfall.makeBookmarks()}>
              {say('old-links/make-bookmarks')}
            </Button>
          ) : (
            <Made made={bookmarksMade} />
          )}
        </div>
      )}
      <ul className="outcomes old-links">
        {rows.map((link) => (
          <OldLink key={link.id} link={link} />
        ))}
      </ul>
      {total > oldLinksOnPage && (
        <div className="buttons">
          <Button disabled={page === 0} onClick={() => void window.landfall.listOldLinks(page - 1)}>
            {say('old-links/earlier')}
          </Button>
          <Button
            disabled={first + rows.length >= total}
            onClick={() => void window.landfall.listOldLinks(page + 1)}
          >
            {say('old-links/later')}
          </Button>
        </div>
      )}
      <p className="aside">
        {say('old-links/shown', {
          from: toNumber(first + 1),
          to: toNumber(first + rows.length),
          all: toNumber(total),
        })}
      </p>
    </section>
  )
}

function OldLink({ link }: { readonly link: OldLinkView }): ReactElement {
  const { say, toNumber } = useWords()
  const heading = useId()
  const { id, place, name, holder, leadsTo, now, newPlace, document, can, made } = link
  return (
    <li>
      <StatusIcon status={toStatus(link)} />
      <div>
        <h3 id={heading}>
          <bdi>{name}</bdi>
        </h3>
        <p>{say(`old-links/place-${place}`)}</p>
        <dl className="facts">
          {place === 'document' && <Place word={say('old-links/file')} place={holder} />}
          <Place word={say('old-links/leads')} place={leadsTo} />
          {newPlace === null ? (
            <>
              <dt>{say('old-links/new')}</dt>
              <dd>{say(`old-links/now-${now}`)}</dd>
            </>
          ) : (
            <Place word={say('old-links/new')} place={newPlace} />
          )}
        </dl>
        {document !== null && document.links > 1 && (
          <p>
            {say('old-links/links', { links: toNumber(document.links), found: toNumber(document.found) })}
          </p>
        )}
        {document !== null && document.sources > 0 && (
          <p>{say('old-links/sources', { sources: toNumber(document.sources) })}</p>
        )}
        {(place === 'quick-access' || place === 'office-list') && <p>{say('old-links/pin')}</p>}
        {made !== null && <Made made={made} />}
        {made === null && can !== null && (
          <div className="buttons">
            <Button
              id={`${heading}-make`}
              aria-labelledby={`${heading}-make ${heading}`}
              onClick={() => void window.landfall.makeOldLink(id)}
            >
              {say(`old-links/make-${can}`)}
            </Button>
          </div>
        )}
      </div>
    </li>
  )
}

function Made({ made }: { readonly made: NonNullable<OldLinkView['made']> }): ReactElement {
  const { say } = useWords()
  if ('reason' in made) return <p>{say('old-links/not-made', { reason: made.reason })}</p>
  return (
    <dl className="facts">
      <Place word={say('old-links/made')} place={made.file} />
    </dl>
  )
}

function toStatus({ made, now }: OldLinkView): GroupStatus {
  if (made !== null && 'file' in made) return 'done'
  return now === 'found' ? 'now' : 'unknown'
}
