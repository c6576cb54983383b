import type { Settings } from '../../api/answers.ts'

const leastDays = 30
const mostDays = 3650
const mostHosts = 50

/** Days as somebody types them; nothing typed means that everything is kept. */
export function toDays(text: string): number | null | 'invalid' {
  if (text.trim() === '') return null
  const days = Number(text)
  return Number.isInteger(days) && days >= leastDays && days <= mostDays ? days : 'invalid'
}

/** The addresses that are typed into one field, blanks or commas between them, each once. */
export function toHostUrls(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((typed) => typed !== ''))]
}

/** True for addresses that are each as `isHostUrl` wants one, and for none. */
export function areHostUrls(text: string): boolean {
  const urls = toHostUrls(text)
  return urls.length <= mostHosts && urls.every(isHostUrl)
}

/** True for an address that `Get-SPOCrossTenantHostUrl` could have given, and for none. */
export function isHostUrl(text: string): boolean {
  const typed = text.trim()
  if (typed === '') return true
  if (!URL.canParse(typed)) return false
  const { protocol, hostname } = new URL(typed)
  return protocol === 'https:' && hostname.includes('.')
}

/** The settings as the form's fields hold them. */
export type TypedSettings = Readonly<
  Record<'licencesExpireOn' | 'sourceHostUrl' | 'targetHostUrl' | 'retentionDays', string>
>

export function toTypedSettings(settings: Settings): TypedSettings {
  const { sourceHostUrl, targetHostUrl, moreSourceHostUrls = [], moreTargetHostUrls = [] } = settings
  return {
    licencesExpireOn: settings.licencesExpireOn ?? '',
    sourceHostUrl: [sourceHostUrl ?? '', ...moreSourceHostUrls].join(' '),
    targetHostUrl: [targetHostUrl ?? '', ...moreTargetHostUrls].join(' '),
    retentionDays: settings.retentionDays === null ? '' : String(settings.retentionDays),
  }
}

/** The settings to save; null where a field is invalid. */
export function readTypedSettings(typed: TypedSettings): {
  readonly wanted: Settings | null
  readonly isRetentionGood: boolean
  readonly isHostGood: { readonly source: boolean; readonly target: boolean }
} {
  const days = toDays(typed.retentionDays)
  const isHostGood = { source: areHostUrls(typed.sourceHostUrl), target: areHostUrls(typed.targetHostUrl) }
  if (days === 'invalid' || !isHostGood.source || !isHostGood.target)
    return { wanted: null, isRetentionGood: days !== 'invalid', isHostGood }
  const [sourceHostUrl = null, ...moreSourceHostUrls] = toHostUrls(typed.sourceHostUrl)
  const [targetHostUrl = null, ...moreTargetHostUrls] = toHostUrls(typed.targetHostUrl)
  const wanted = {
    licencesExpireOn: typed.licencesExpireOn || null,
    sourceHostUrl,
    targetHostUrl,
    moreSourceHostUrls,
    moreTargetHostUrls,
    retentionDays: days,
  }
  return { wanted, isRetentionGood: true, isHostGood }
}
