import type { ReactElement } from 'react'
import { StatusIcon } from '../parts/status-icon.tsx'
import { toWordKeys } from '../parts/finding-words.ts'
import { useWords, type Words } from '../use-words.ts'
import type { DoneLine } from './done-lines.ts'

/** What happened to the person's files, folders, accounts and links, in words; with what was not checked, and why. */
export function DoneSummary({ lines }: { lines: readonly DoneLine[] }): ReactElement {
  const words = useWords()
  const { say } = words
  return (
    <section className="card" aria-label={say('outcome/title')}>
      <h2 className="card-title">{say('outcome/title')}</h2>
      <ul className="outcomes">
        {lines.map((line) => (
          <li key={line.step}>
            <StatusIcon status={line.status} />
            <div>
              <strong>{say(`step/${line.step}/name`)}</strong>
              {line.status !== 'done' && <span className="aside"> {say(`status/${line.status}`)}</span>}
              {toSentences(words, line).map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function toSentences({ say, toNumber, toBytes }: Words, line: DoneLine): string[] {
  const { step, status, reason, finding, files } = line
  const facts = files.map(({ kind, amount }) =>
    say(`outcome/files-${kind}`, { amount: `${toNumber(amount.files)} · ${toBytes(amount.bytes)}` }),
  )
  if (status !== 'done') return [...facts, ...toReasons(say, reason, finding)]
  if (facts.length > 0) return facts
  if (reason === 'not-applicable')
    return [say(step === 'files' ? 'quiet/no-old-folder' : 'quiet/not-applicable')]
  return [say(step === 'files' ? 'outcome/files-none' : `step/${step}/done`)]
}

/** Why a step was not checked, or what could not be told; nothing where the status says it all. */
function toReasons(say: Words['say'], reason: DoneLine['reason'], finding: DoneLine['finding']): string[] {
  if (finding !== null) return [say(toWordKeys(finding).title)]
  if (reason === 'not-told') return [say('quiet/not-told')]
  return reason === 'switched-off' ? [say('quiet/switched-off')] : []
}
