import { describe, expect, it } from 'vitest'
import { isOwnScope } from '../../../../shared/config/is-own-scope.ts'

describe('isOwnScope', () => {
  it.each([
    'api://landfall-admin/Reports.Submit',
    'api://11111111-2222-4333-8444-555555555555/landfall-admin/Reports.Submit',
    'https://fabrikam.onmicrosoft.com/landfall-admin/Reports.Submit',
    'https://fabrikam.com/landfall/.default',
    'https://notmicrosoft.com/x/.default',
  ])('takes %s', (scope) => {
    expect(isOwnScope(scope)).toBe(true)
  })

  it.each([
    'https://graph.microsoft.com/.default',
    'https://GRAPH.microsoft.com./Files.ReadWrite.All',
    'https://graph.microsoft.us/.default',
    'https://microsoftgraph.chinacloudapi.cn/.default',
    'https://fabrikam-my.sharepoint.com/AllSites.FullControl',
    'https://outlook.office365.com/Mail.Read',
    'https://management.azure.com/user_impersonation',
    'api://00000003-0000-0000-c000-000000000000/Files.Read',
    'api://graph.microsoft.com/Files.Read',
    '00000003-0000-0000-c000-000000000000/.default',
    'https://somebody@fabrikam.com/x/.default',
    'http://fabrikam.com/x',
    'Files.Read/All',
  ])('refuses %s: a token for Microsoft’s services is not for the admin endpoint', (scope) => {
    expect(isOwnScope(scope)).toBe(false)
  })
})
