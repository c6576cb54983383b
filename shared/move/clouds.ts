/**
 * Microsoft's clouds: where people sign in and where Graph is. Sources: "National clouds" of the Microsoft identity
 * platform and "Microsoft Graph national cloud deployments". GCC is part of the global cloud.
 */
export const clouds = {
  global: { authority: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  /** GCC High. */
  'us-government': { authority: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  'us-government-dod': {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
  },
  /** Operated by 21Vianet. */
  china: {
    authority: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const satisfies Record<string, { authority: string; graph: string }>

export type CloudName = keyof typeof clouds
export const cloudNames = [
  'global',
  'us-government',
  'us-government-dod',
  'china',
] as const satisfies CloudName[]
