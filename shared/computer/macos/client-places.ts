/** Microsoft's own package, or the one of the App Store: each keeps its things in other places (docs/facts/macos.md#where-the-client-keeps-things). */
export type ClientKind = 'standalone' | 'app-store'

export type ClientPlaces = {
  readonly kind: ClientKind
  /** Bundle id and domain of its preferences. */
  readonly domain: string
  /** The property list of its accounts. */
  readonly accounts: string
  /** Settings and logs lie below it. */
  readonly library: string
  /** Preferences an admin or the person sets, those for everybody first. */
  readonly preferences: readonly string[]
}

/** Where both clients lie: for either, and never one of them twice. */
export const application = '/Applications/OneDrive.app'

/** The places of both clients in the home of a person. */
export function clientPlaces(home: string): readonly ClientPlaces[] {
  const storeData = 'Containers/com.microsoft.OneDrive-mac/Data/Library'
  return [
    toPlaces(home, 'standalone', 'com.microsoft.OneDrive', 'OneDriveStandaloneSuite', ''),
    toPlaces(home, 'app-store', 'com.microsoft.OneDrive-mac', 'OneDriveSyncClientSuite', `/${storeData}`),
  ]
}

function toPlaces(
  home: string,
  kind: ClientKind,
  domain: string,
  suite: string,
  below: string,
): ClientPlaces {
  const group = `UBF8T346G9.${suite}`
  return {
    kind,
    domain,
    accounts: `${home}/Library/Group Containers/${group}/Library/Preferences/${group}.plist`,
    library: `${home}/Library${below}`,
    preferences: ['', home].map((root) => `${root}/Library${below}/Preferences/${domain}.plist`),
  }
}
