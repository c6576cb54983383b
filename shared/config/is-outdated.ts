import { compareVersions } from '../text/compare-versions.ts'
import type { Config } from './config.ts'

/** True where the organisation wants a newer Landfall than this one. */
export function isOutdated({ updates }: Pick<Config, 'updates'>, version: string): boolean {
  return updates.minimumVersion !== undefined && (compareVersions(version, updates.minimumVersion) ?? 0) < 0
}
