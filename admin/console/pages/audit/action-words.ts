import type { Words } from '../../use-words.ts'

const known = [
  'import.preview',
  'import.apply',
  'import.undo',
  'import.discard',
  'person.reset',
  'person.delete',
  'person.read',
  'people.export',
  'note.add',
  'note.remove',
  'people.remind',
  'people.return',
  'people.join',
  'change.undo',
  'settings.write',
  'key.add',
  'key.revoke',
  'webhook.add',
  'webhook.remove',
  'webhook.retry',
  'secrets.lock',
  'duty.run',
] as const

/** What was done, in words; an action of a newer endpoint by its own name. */
export function sayAction(say: Words['say'], action: string): string {
  const one = known.find((name) => name === action)
  return one === undefined ? action : say(`action/${one}`)
}
