/** What cannot be mended on every computer, or need not be, so that no setting makes a person wait for it. */
const information: ReadonlySet<string> = new Set([
  'workplace.look-yourself',
  'workplace.links-to-source',
  'workplace.links-unread',
  'preflight.shared-computer',
])

/**
 * Whether a finding counts for the verdict. An old link is information, and so is a step that `informs`: it is shown and reported, and
 * holds no one up. The codes and steps may be a newer desktop's.
 */
export function holdsUp(
  { step, code }: { readonly step: string; readonly code: string },
  steps: readonly { readonly id: string; readonly informs?: boolean | undefined }[],
): boolean {
  if (step === 'links' || information.has(code)) return false
  return !steps.some(({ id, informs }) => id === step && informs === true)
}
