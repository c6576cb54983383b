import type { ReactElement } from 'react'
import type { SyncAccount } from '../../../../shared/facts/machine.ts'
import type { OpenedRecording } from '../../recording/opened-recording.ts'
import { ColumnHeads } from '../../parts/column-heads.tsx'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords, type Words } from '../../use-words.ts'

/** The accounts of the sync client with the folders under each, as the recording has them. */
export function RecordedAccounts({ recording }: { recording: OpenedRecording }): ReactElement {
  const { say } = useWords()
  const { accounts } = recording.facts
  return (
    <section className="section">
      <h2>{say('recording/accounts')}</h2>
      {accounts.kind === 'unreadable' && <p>{say('recording/unreadable', { reason: accounts.reason })}</p>}
      {accounts.kind === 'read' && accounts.value.length === 0 && <p>{say('recording/no-accounts')}</p>}
      {accounts.kind === 'read' && accounts.value.length > 0 && (
        <AccountTable accounts={accounts.value} recording={recording} />
      )}
    </section>
  )
}

function AccountTable({
  accounts,
  recording,
}: {
  accounts: readonly SyncAccount[]
  recording: OpenedRecording
}): ReactElement {
  const { say, sayWhose } = useAccountWords(recording)
  return (
    <WideTable name={say('recording/accounts')}>
      <ColumnHeads
        names={(['account', 'whose', 'linked', 'sync-roots'] as const).map((name) =>
          say(`recording/${name}`),
        )}
      />
      <tbody>
        {accounts.map((account) => (
          <tr key={`${account.slot} ${account.folder}`}>
            <th scope="row">
              {account.email ?? say('recording/no-address')}
              <br />
              <code>{account.slot}</code>
            </th>
            <td>
              {sayWhose(account.tenantId, account.kind)}
              {account.organisation !== null && (
                <>
                  <br />
                  <span className="quiet">{account.organisation}</span>
                </>
              )}
              {account.tenantId !== null && (
                <>
                  <br />
                  <code>{account.tenantId}</code>
                </>
              )}
            </td>
            <td>{say(account.configured ? 'recording/is-linked' : 'recording/is-left-over')}</td>
            <td>
              <ul className="roots">
                {toRoots(account).map((folder) => (
                  <li key={folder}>
                    <code>{folder}</code>
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}

/** The account's own folder first, each once. */
function toRoots({ folder, libraries }: SyncAccount): readonly string[] {
  return [...new Set([...(folder === null ? [] : [folder]), ...libraries.map((library) => library.folder)])]
}

type AccountWords = {
  readonly say: Words['say']
  readonly sayWhose: (tenantId: string | null, kind: SyncAccount['kind']) => string
}

function useAccountWords({ move }: OpenedRecording): AccountWords {
  const { say } = useWords()
  return {
    say,
    sayWhose: (tenantId, kind) => {
      if (kind === 'personal') return say('recording/whose-personal')
      if (tenantId === null || move === null) return say('recording/whose-unknown')
      if (tenantId === move.source.tenantId) return say('recording/whose-source')
      return say(tenantId === move.target.tenantId ? 'recording/whose-target' : 'recording/whose-other')
    },
  }
}
