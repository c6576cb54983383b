import { toSiteName } from '../../../shared/checks/site-address.ts'
import { withoutEnd } from '../../../shared/text/without-end.ts'

/*
 * Commands that an admin types, with the values of these tenants.
 */

/** The role is the partner's. */
export function removeTrust(partnerRole: 'Source' | 'Target', partnerUrl: string): string {
  return `Remove-SPOCrossTenantRelationship -Scenario MnA -PartnerRole ${partnerRole} -PartnerCrossTenantHostUrl ${quote(partnerUrl)}`
}

/** What docs/admin.md says, once for each address of the other tenant: names instead of numbers, times that sort, and the site for rows without a user name. */
export function exportMoveStates(partnerUrls: readonly string[]): string {
  const [first = '', ...more] = partnerUrls.map(quote)
  const ask = 'Get-SPOCrossTenantUserContentMoveState -PartnerCrossTenantHostUrl'
  return [
    more.length === 0
      ? `${ask} ${first} |`
      : `${[first, ...more].join(', ')} | ForEach-Object { ${ask} $_ } |`,
    `  Select-Object SourceUserPrincipalName, SourceSiteUrl, @{n='MoveState';e={"$($_.MoveState)"}},`,
    `    @{n='TimeStamp';e={if ($_.TimeStamp) {([datetime]$_.TimeStamp).ToUniversalTime().ToString('o')}}} |`,
    `  Export-Csv states.csv -NoTypeInformation -Encoding UTF8`,
  ].join('\n')
}

/** Every redirect that a move left on the source. Without `-Limit ALL`, `Get-SPOSite` gives 200 sites. */
export const listRedirects = 'Get-SPOSite -Template RedirectSite#0 -Limit ALL | Select-Object Url'

/** What the recycle bin of the tenant holds; it may keep an address taken. Without the switch personal sites are left out. */
export const listDeleted =
  'Get-SPODeletedSite -IncludePersonalSite -Limit ALL | Select-Object Url, DeletionTime, DaysRemaining'

/** Removes the redirect at this address, as a file had it: hyphens and appended digits stay. */
export function removeSite(url: string): string {
  return `Remove-SPOSite -Identity ${quote(withoutEnd(url, '/'))}`
}

/** Removes the redirect at the place of the person's OneDrive. Without `-Limit ALL`, `Get-SPOSite` gives 200 sites. */
export function removeRedirect(hostUrl: string | null, upn: string): string {
  const place = `/personal/${toSiteName(upn)}`
  return hostUrl === null
    ? `Get-SPOSite -Template RedirectSite#0 -Limit ALL | Where-Object Url -like ${quote(`*${place}`)} | Remove-SPOSite`
    : `Remove-SPOSite -Identity ${quote(`${withoutEnd(hostUrl, '/')}${place}`)}`
}

/** The old target is the new source. `hostUrl`: of the tenant that the person goes back to. */
export function moveBack({
  from,
  to,
  hostUrl,
}: {
  readonly from: string
  readonly to: string
  readonly hostUrl: string
}): string {
  return `Start-SPOCrossTenantUserContentMove -SourceUserPrincipalName ${quote(from)} -TargetUserPrincipalName ${quote(to)} -TargetCrossTenantHostUrl ${quote(hostUrl)}`
}

/** A word of PowerShell that is nothing but itself, whatever is in it; every quote that PowerShell knows is doubled. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`
}
