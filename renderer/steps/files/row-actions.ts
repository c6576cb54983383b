import type { FolderChoice, RescueRow, RescueStatus } from '../../../shared/files/rescue.ts'
import type { FileChanges } from './choose-stage.ts'

const isChoosable: ReadonlySet<RescueStatus> = new Set(['left', 'failed', 'notebook-link'])

/** True for a file that the next plan could take. */
export function canBeChosen({ status }: RescueRow, changes: FileChanges): boolean {
  return changes === 'all' && isChoosable.has(status)
}

const isDecided: ReadonlySet<RescueStatus> = new Set(['proven', 'present', 'waived', 'notebook-link'])

/** True for a file that is not settled, and for a link whose notebook the new OneDrive has not. */
export function canBeWaived({ status, hasNotebook }: RescueRow, changes: FileChanges): boolean {
  const isMissing = status === 'notebook-link' && hasNotebook === false
  return changes !== 'none' && (isMissing || !isDecided.has(status))
}

/** True where there is a line more to read: what becomes, or became, of the file. */
export function hasNews({ status, failure, target, renamed }: RescueRow): boolean {
  if (status === 'left') return renamed !== null && target !== null
  return status !== 'failed' || failure !== null
}

/** What a button for the whole folder of a row would meet: OneNote's is chosen by itself and not with a folder. */
export function folderChoiceOf({ folderChoice, isSelected }: RescueRow): FolderChoice {
  return folderChoice ?? (isSelected ? 'chosen' : 'open')
}
