import { Button, ProgressBar } from '@fluentui/react-components'
import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { CircleHint20Regular } from '@fluentui/react-icons/svg/circle-hint'
import type { ReactElement } from 'react'
import { assertNever } from '../../../shared/assert-never.ts'
import type { NamedArrival, ProofRound, ProofState } from '../../../shared/files/proof.ts'
import type { RescueTotals } from '../../../shared/files/rescue.ts'
import { Note } from '../../parts/note.tsx'
import { toProofStages } from './proof-stages.ts'
import { useWords, type Words } from '../../use-words.ts'

/** What of the copies was seen in the cloud, what not, and when that was asked last. */
export function ProofCard({ totals, proof }: { totals: RescueTotals; proof: ProofState }): ReactElement {
  const words = useWords()
  const { say, toNumber } = words
  const { copied, withAdditions } = totals.all
  const look = lookOf(proof)
  return (
    <section className="card" aria-label={say('files/proof-title')}>
      <h2 className="card-title">{say('files/proof-title')}</h2>
      <ProofWay totals={totals} look={look} />
      {withAdditions.files > 0 && (
        <p className="aside">{say('files/proof-additions', { files: toNumber(withAdditions.files) })}</p>
      )}
      {copied.files > 0 && (
        <>
          <p className="aside">{toStanding(words, proof)}</p>
          {proof.kind === 'unable' && proof.obstacle === 'sign-in-needed' && (
            <div className="buttons">
              <Button onClick={() => void window.landfall.signIn('here')}>{say('do/sign-in')}</Button>
            </div>
          )}
          {look !== null && <OpenArrivals look={look} />}
        </>
      )}
    </section>
  )
}

/** Copied, verified here, uploaded, confirmed: how many of each, and how far the whole is. */
function ProofWay({ totals, look }: { totals: RescueTotals; look: ProofRound | null }): ReactElement {
  const { say, toNumber } = useWords()
  const { copied, proven } = totals.all
  const all = copied.files + proven.files
  const count = say('files/proof-count', { done: toNumber(proven.files), all: toNumber(all) })
  return (
    <>
      <ProgressBar value={proven.files / Math.max(1, all)} thickness="large" aria-label={count} />
      <ol className="proof-way">
        {toProofStages(totals, look).map(({ id, done, isDone }) => (
          <li key={id}>
            {isDone ? (
              <CheckmarkCircle20Regular className="tone-done" aria-hidden />
            ) : (
              <CircleHint20Regular className="tone-quiet" aria-hidden />
            )}
            <span>{say(`files/way-${id}`)}</span>
            <span className="aside">
              {done === null
                ? say('files/way-unknown')
                : say('files/way-count', { done: toNumber(done), all: toNumber(all) })}
            </span>
            <span className="unseen">{say(isDone ? 'status/done' : 'files/way-open')}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function OpenArrivals({ look }: { look: ProofRound }): ReactElement {
  const { say, toNumber } = useWords()
  const { open, missing, named, slow } = look
  const waiting = open.waiting > 0 && say('files/proof-waiting', { files: toNumber(open.waiting) })
  const unhashed = open.unhashed > 0 && say('files/proof-unhashed', { files: toNumber(open.unhashed) })
  const enriching = open.enriching > 0 && say('files/proof-enriching', { files: toNumber(open.enriching) })
  return (
    <>
      {(waiting !== false || unhashed !== false || enriching !== false) && (
        <ul className="reasons">
          {waiting !== false && <li>{waiting}</li>}
          {unhashed !== false && <li>{unhashed}</li>}
          {enriching !== false && <li>{enriching}</li>}
        </ul>
      )}
      {slow > 0 && (
        <div className="trouble">
          <Note
            tone="attention"
            title={say('files/proof-slow', { files: toNumber(slow) })}
            text={say('files/proof-slow-meaning')}
          />
          <Button size="small" onClick={() => void window.landfall.openRescueFolder()}>
            {say('files/open-folder')}
          </Button>
        </div>
      )}
      {open.protected > 0 && (
        <div className="trouble">
          <Note
            tone="attention"
            title={say('files/proof-protected', { files: toNumber(open.protected) })}
            text={say('files/proof-protected-meaning')}
          />
          <Button size="small" onClick={() => void window.landfall.openRescueFolder()}>
            {say('files/open-folder')}
          </Button>
          <Button size="small" onClick={() => void window.landfall.askWaiver({ kind: 'protected' })}>
            {say('files/protected-decide')}
          </Button>
        </div>
      )}
      {open.untold > 0 && (
        <Trouble
          title={say('files/proof-untold', { files: toNumber(open.untold) })}
          text={say('files/proof-untold-meaning')}
          files={named.filter(({ arrival }) => arrival === 'untold')}
        />
      )}
      {open.different > 0 && (
        <Trouble
          title={say('files/proof-different', { files: toNumber(open.different) })}
          text={say('files/proof-different-meaning')}
          files={named.filter(({ arrival }) => arrival === 'different')}
        />
      )}
      {missing > 0 && (
        <Trouble
          title={say('files/proof-missing', { files: toNumber(missing) })}
          text={say('files/proof-missing-meaning')}
          files={named.filter(({ arrival }) => arrival === 'missing')}
        />
      )}
    </>
  )
}

type TroubleProps = {
  readonly title: string
  readonly text: string
  readonly files: readonly NamedArrival[]
}

function Trouble({ title, text, files }: TroubleProps): ReactElement {
  const { say } = useWords()
  return (
    <div className="trouble">
      <Note tone="attention" title={title} text={text} />
      <ul>
        {files.map(({ path, target, arrival }) => (
          <li key={path}>
            <bdi dir="ltr">{target}</bdi>
            {(arrival === 'different' || arrival === 'untold') && (
              <Button
                size="small"
                aria-label={`${say('files/row-waive')}: ${target.split('/').at(-1)}`}
                onClick={() => void window.landfall.askWaiver({ kind: 'item', path })}
              >
                {say('files/row-waive')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function toStanding({ say, toTime }: Words, proof: ProofState): string {
  switch (proof.kind) {
    case 'none':
    case 'proven':
      return ''
    case 'looking':
      return say('files/proof-looking')
    case 'waiting':
      return say('files/proof-looked', { time: toTime(proof.look.at), next: toTime(proof.nextAt) })
    case 'unable':
      return say(`files/proof-${proof.obstacle}`, { next: proof.nextAt === null ? '' : toTime(proof.nextAt) })
    default:
      return assertNever(proof)
  }
}

function lookOf(proof: ProofState): ProofRound | null {
  switch (proof.kind) {
    case 'none':
    case 'proven':
      return null
    case 'waiting':
      return proof.look
    case 'looking':
    case 'unable':
      return proof.last
    default:
      return assertNever(proof)
  }
}
