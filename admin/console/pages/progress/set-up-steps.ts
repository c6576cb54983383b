import type { Import, SettingsPage } from '../../api/answers.ts'

export type SetUpStep = {
  readonly id: 'map' | 'states' | 'waves' | 'addresses' | 'licences' | 'key'
  readonly isDone: boolean
  /** Where it is done. */
  readonly address: '/imports' | '/settings'
}

type Known = Pick<SettingsPage, 'settings' | 'enrolmentKeys'>

/** What a migration needs before its first wave, in a good order. An import that was undone is not done. */
export function setUpStepsOf(
  { settings, enrolmentKeys }: Known,
  imports: readonly Pick<Import, 'kind' | 'state'>[],
): readonly SetUpStep[] {
  const isTaken = (wanted: Import['kind']): boolean =>
    imports.some(({ kind, state }) => kind === wanted && state === 'applied')
  return [
    { id: 'map', isDone: isTaken('identity-map'), address: '/imports' },
    { id: 'states', isDone: isTaken('move-states'), address: '/imports' },
    { id: 'waves', isDone: isTaken('waves'), address: '/imports' },
    {
      id: 'addresses',
      isDone: settings.sourceHostUrl !== null && settings.targetHostUrl !== null,
      address: '/settings',
    },
    { id: 'licences', isDone: settings.licencesExpireOn !== null, address: '/settings' },
    { id: 'key', isDone: enrolmentKeys.some(({ revokedAt }) => revokedAt === null), address: '/settings' },
  ]
}
