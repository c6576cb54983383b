import type { Import } from '../../api/answers.ts'

/** An endpoint of an older version does not say; it kept no file that it had not looked through. */
export function isForeseen(entry: Pick<Import, 'isForeseen'>): boolean {
  return (entry as Partial<Import>).isForeseen ?? true
}

/** The one thing that can be done with an import now; null where nothing can. What is unknown is not taken. */
export function nextStepOf(
  entry: Pick<Import, 'state' | 'isForeseen' | 'rows' | 'canUndo'>,
): 'look' | 'take-all' | 'take-readable' | 'undo' | null {
  // An endpoint of an older version does not say whether it can.
  if (entry.state === 'applied') return ((entry as Partial<Import>).canUndo ?? true) ? 'undo' : null
  if (entry.state === 'undone') return null
  if (!isForeseen(entry)) return 'look'
  return entry.rows.unreadable === 0 ? 'take-all' : 'take-readable'
}
