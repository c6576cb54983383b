import { folderHolds } from '../../shared/checks/folder-policies.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { refusalCauses } from '../../shared/checks/refusal-cause.ts'
import { signInCauses } from '../../shared/checks/sign-in-results.ts'
import type { WordKey } from '../use-words.ts'

/**
 * The keys of a finding's sentences: where the client itself said why, Microsoft's cause and remedy for that; where a policy leaves
 * another way only, that way.
 */
export function toWordKeys({ code, evidence }: Pick<Finding, 'code' | 'evidence'>): {
  readonly title: WordKey
  readonly meaning: WordKey
  readonly action: WordKey
} {
  const title = `findings/${code}/title` as const
  const cause = signInCauses.find((known) => known === evidence['cause'])
  if (code === 'account.sign-in-failed' && cause !== undefined) {
    return { title, meaning: `cause/${cause}/meaning`, action: `cause/${cause}/action` }
  }
  const refused = refusalCauses.find((known) => known === evidence['cause'])
  if (code.startsWith('identity.') && refused !== undefined) {
    // An admin who has just set it up does not read that no one has.
    const own = refused === 'unknown-application' ? 'findings/identity.not-known-yet/title' : title
    return {
      title: own,
      meaning: `cause/refused-${refused}/meaning`,
      action: `cause/refused-${refused}/action`,
    }
  }
  const meaning = `findings/${code}/meaning` as const
  // What a policy makes impossible is not advised.
  const hold = folderHolds.find((known) => known === evidence['hold'])
  if (code === 'folders.in-source' && hold !== undefined) return { title, meaning, action: `hold/${hold}` }
  // A link does not say where its notebook is; the new OneDrive does.
  const isSeen = evidence['notebooks'] === 'found'
  if (code === 'files.notebook-links' && isSeen)
    return { title, meaning: 'notebooks/found-meaning', action: 'notebooks/found-action' }
  if (code === 'account.target-not-linked' && evidence['isAddressTyped'] === true)
    return { title, meaning, action: 'typed-address/action' }
  return { title, meaning, action: `findings/${code}/action` }
}
