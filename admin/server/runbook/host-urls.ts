import type { Settings } from '../contract/settings-routes.ts'

export type HostUrls = { readonly source: readonly string[]; readonly target: readonly string[] }

/** Each tenant's host addresses without repetition, the main one first; empty until the settings name one. */
export function toHostUrls(settings: Settings): HostUrls {
  const { sourceHostUrl, targetHostUrl, moreSourceHostUrls = [], moreTargetHostUrls = [] } = settings
  const all = (first: string | null, more: readonly string[]): string[] =>
    first === null ? [] : [...new Set([first, ...more])]
  return { source: all(sourceHostUrl, moreSourceHostUrls), target: all(targetHostUrl, moreTargetHostUrls) }
}
