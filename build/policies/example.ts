import type { ConfigFile } from '../../shared/config/config.ts'
import type { DescribedSetting } from './describe-settings.ts'

/** What the examples set: Contoso's people move to Fabrikam. */
export const exampleConfig: ConfigFile = {
  formatVersion: 1,
  source: {
    tenantId: '11111111-1111-4111-8111-111111111111',
    name: 'Contoso',
    oneDriveHost: ['contoso-my.sharepoint.com'],
  },
  target: {
    tenantId: '22222222-2222-4222-8222-222222222222',
    name: 'Fabrikam',
    oneDriveHost: ['fabrikam-my.sharepoint.com'],
  },
  signIn: { clientId: '33333333-3333-4333-8333-333333333333', broker: true },
  admin: {
    endpoint: 'https://landfall.fabrikam.com',
    scope: 'api://22222222-2222-4222-8222-222222222222/landfall-admin/Reports.Submit',
  },
  support: {
    name: 'Fabrikam Service Desk',
    phone: '+1 425 555 0100',
    url: 'https://help.fabrikam.com/move',
  },
}

/** The example's value of a setting; undefined where it leaves it out. */
export function exampleOf({ path }: DescribedSetting): string | number | boolean | string[] | undefined {
  let value: unknown = exampleConfig
  for (const part of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[part]
  return value as ReturnType<typeof exampleOf>
}
