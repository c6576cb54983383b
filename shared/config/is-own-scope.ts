/** Hosts whose applications are Microsoft's, with all below them. `onmicrosoft.com` is its customers'. */
const hosts = [
  'microsoft.com',
  'microsoft.us',
  'microsoft.cn',
  'microsoftonline.com',
  'microsoftonline.us',
  'microsoftonline.cn',
  'windows.net',
  'windowsazure.com',
  'windows-ppe.net',
  'azure.com',
  'azure.net',
  'azure.us',
  'azure.cn',
  'azure-api.net',
  'chinacloudapi.cn',
  'usgovcloudapi.net',
  'sharepoint.com',
  'sharepoint.us',
  'sharepoint-mil.us',
  'sharepoint.cn',
  'office.com',
  'office.net',
  'office365.com',
  'office365.us',
  'outlook.com',
  'live.com',
  'dynamics.com',
  'powerapps.com',
  'powerbi.com',
  'powerplatform.com',
  'onenote.com',
  'skype.com',
  'yammer.com',
  'visualstudio.com',
  'svc.ms',
  'cloud.microsoft',
]

/** Ids that Microsoft gave to its own first applications: Graph, Exchange, SharePoint and others. */
const ownIds = /^[0-9a-f]{8}-0000-0000-c000-000000000000$/i

/**
 * Whether a scope (`<application id URI>/<scope>`) can be one of the organisation's own admin API: a person's token for Microsoft's
 * services must never be sent to the admin endpoint.
 */
export function isOwnScope(scope: string): boolean {
  const [, host] = /^(?:api|https):\/\/([a-z0-9.-]+)(?::\d+)?\/\S+$/i.exec(scope) ?? []
  return host !== undefined && !ownIds.test(host) && !isMicrosofts(host)
}

function isMicrosofts(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return hosts.some((known) => name === known || name.endsWith(`.${known}`))
}
