import type { ReactElement } from 'react'
import { isBelow } from '../../../../shared/checks/folders.ts'
import type { KnownFolder, SyncLog } from '../../../../shared/facts/machine.ts'
import type { OpenedRecording } from '../../recording/opened-recording.ts'
import { ColumnHeads } from '../../parts/column-heads.tsx'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'

/** Where Desktop, Documents and Pictures lie, what the client wrote of its sync, and what that computer did not tell. */
export function RecordedSettings({ recording }: { recording: OpenedRecording }): ReactElement {
  const { say } = useWords()
  const { facts, unreadable } = recording
  const { knownFolders, syncLogs } = facts
  return (
    <section className="section">
      <h2>{say('recording/folders')}</h2>
      {knownFolders.kind === 'unreadable' && (
        <p>{say('recording/unreadable', { reason: knownFolders.reason })}</p>
      )}
      {knownFolders.kind === 'read' && <FolderTable folders={knownFolders.value} recording={recording} />}
      <h2>{say('recording/sync')}</h2>
      {syncLogs === null && <p>{say('recording/no-logs')}</p>}
      {syncLogs?.kind === 'unreadable' && <p>{say('recording/unreadable', { reason: syncLogs.reason })}</p>}
      {syncLogs?.kind === 'read' && <LogTable logs={syncLogs.value} />}
      {unreadable.length > 0 && (
        <>
          <h2>{say('recording/not-told')}</h2>
          <ul className="plain-list">
            {unreadable.slice(0, mostShown).map(({ what, place, reason }) => (
              <li key={`${what} ${place}`}>
                <code>
                  {what} {place}
                </code>
                : {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** A stranger's recording may hold ten thousand of them. */
const mostShown = 100

function FolderTable({
  folders,
  recording,
}: {
  folders: readonly KnownFolder[]
  recording: OpenedRecording
}): ReactElement {
  const { say } = useWords()
  const { accounts } = recording.facts
  const roots = (accounts.kind === 'read' ? accounts.value : []).flatMap(({ folder, email, slot }) =>
    folder === null ? [] : [{ folder, name: email ?? slot }],
  )
  return (
    <WideTable name={say('recording/folders')}>
      <ColumnHeads names={[say('recording/folder'), say('recording/place'), say('recording/in-account')]} />
      <tbody>
        {folders.map((known) => (
          <tr key={known.id}>
            <th scope="row">{say(`recording/${known.id}`)}</th>
            {known.path === null ? (
              <td colSpan={2}>{say('recording/unreadable', { reason: known.reason })}</td>
            ) : (
              <>
                <td>
                  <code>{known.path}</code>
                </td>
                <td>
                  {roots.find(({ folder }) => isBelow(known.path, folder))?.name ??
                    say('recording/in-no-account')}
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}

function LogTable({ logs }: { logs: readonly SyncLog[] }): ReactElement {
  const { say, toMoment, toNumber } = useWords()
  if (logs.length === 0) return <p>{say('recording/no-logs')}</p>
  const toCount = (value: number | null): string => (value === null ? '–' : toNumber(value))
  return (
    <WideTable name={say('recording/sync')}>
      <ColumnHeads
        names={(['account', 'written', 'changes', 'uploads', 'downloads', 'failures'] as const).map((name) =>
          say(`recording/${name}`),
        )}
      />
      <tbody>
        {logs.map((log) => (
          <tr key={log.slot}>
            <th scope="row">
              <code>{log.slot}</code>
            </th>
            {log.unreadable === null ? (
              <>
                <td>{log.writtenAt === null ? '–' : toMoment(log.writtenAt)}</td>
                <td>{toCount(log.changes)}</td>
                <td>{toCount(log.filesToUpload)}</td>
                <td>{toCount(log.filesToDownload)}</td>
                <td>{toCount(log.failures)}</td>
              </>
            ) : (
              <td colSpan={5}>{say('recording/unreadable', { reason: log.unreadable })}</td>
            )}
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
