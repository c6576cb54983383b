import { z } from 'zod'
import { isGuid } from '../../text/is-guid.ts'
import { parseJson } from '../../text/parse-json.ts'
import { decodeClientText } from '../client/client-settings.ts'

/** A profile of Edge or Chrome, as `Local State` lists it. Empty texts are null. */
export type BrowserProfile = {
  /** Name of its folder: `Default`, `Profile 1`. */
  readonly folder: string
  readonly name: string | null
  readonly address: string | null
  /** Edge alone writes these (docs/facts/workplace.md#edge-and-chrome). Lower case. */
  readonly tenantId: string | null
  readonly objectId: string | null
}

/** A browser with more profiles is not read at all. */
const mostProfiles = 100
const longestText = 320

const text = z
  .string()
  .max(longestText)
  .transform((value) => (value.trim() === '' ? null : value.trim()))
  .nullable()
  .catch(null)
const id = text.transform((value) => (value !== null && isGuid(value) ? value.toLowerCase() : null))

const profileSchema = z.object({
  name: text.default(null),
  user_name: text.default(null),
  edge_account_tenant_id: id.default(null),
  edge_account_oid: id.default(null),
})

const localStateSchema = z.object({
  profile: z.object({ info_cache: z.record(z.string().max(260), z.unknown()) }),
})

/**
 * The profiles of a Chromium's `Local State`: these keys, and none of the rest, which holds the browser's own encrypted key. Throws a
 * code where it cannot be understood: `not-json`, `not-understood`.
 */
export function parseLocalState(bytes: Uint8Array): BrowserProfile[] {
  const json = parseJson(decodeClientText(bytes))
  if (json === undefined) throw new Error('not-json')
  const parsed = localStateSchema.safeParse(json)
  // A browser that has been started has a profile; one report found a list that was empty all the same.
  if (!parsed.success) throw new Error('not-understood')
  const entries = Object.entries(parsed.data.profile.info_cache)
  if (entries.length === 0 || entries.length > mostProfiles) throw new Error('not-understood')
  return entries.map(([folder, value]) => {
    const profile = profileSchema.safeParse(value)
    if (!profile.success) throw new Error('not-understood')
    const { name, user_name, edge_account_tenant_id, edge_account_oid } = profile.data
    return {
      folder,
      name,
      address: user_name,
      tenantId: edge_account_tenant_id,
      objectId: edge_account_oid,
    }
  })
}

/** The same profiles as a `Local State` again, for a recording: what is read of it, and nothing else. */
export function writeLocalState(profiles: readonly BrowserProfile[]): string {
  const cache = profiles.map(({ folder, name, address, tenantId, objectId }): [string, object] => [
    folder,
    {
      ...(name !== null && { name }),
      ...(address !== null && { user_name: address }),
      ...(tenantId !== null && { edge_account_tenant_id: tenantId }),
      ...(objectId !== null && { edge_account_oid: objectId }),
    },
  ])
  const info_cache: Record<string, object> = Object.fromEntries(cache)
  return JSON.stringify({ profile: { info_cache } })
}

const preferencesSchema = z.object({
  account_info: z
    .array(
      z.object({
        email: text.default(null),
        edge_account_tenant_id: id.default(null),
        edge_account_oid: id.default(null),
      }),
    )
    .max(20)
    .default([]),
})

/** Whom a profile is signed in as. */
export type ProfileAccount = Pick<BrowserProfile, 'address' | 'tenantId' | 'objectId'>

/**
 * The accounts in a profile's own `Preferences`, where `Local State` names none (docs/facts/workplace.md#edge-and-chrome). These keys, and none
 * of the rest. Throws a code as `parseLocalState` does.
 */
export function parsePreferences(bytes: Uint8Array): ProfileAccount[] {
  const json = parseJson(decodeClientText(bytes))
  if (json === undefined) throw new Error('not-json')
  const parsed = preferencesSchema.safeParse(json)
  if (!parsed.success) throw new Error('not-understood')
  return parsed.data.account_info.map(({ email, edge_account_tenant_id, edge_account_oid }) => ({
    address: email,
    tenantId: edge_account_tenant_id,
    objectId: edge_account_oid,
  }))
}

/** The same accounts as `Preferences` again, for a recording. */
export function writePreferences(accounts: readonly ProfileAccount[]): string {
  const account_info = accounts.map(({ address, tenantId, objectId }) => ({
    ...(address !== null && { email: address }),
    ...(tenantId !== null && { edge_account_tenant_id: tenantId }),
    ...(objectId !== null && { edge_account_oid: objectId }),
  }))
  return JSON.stringify({ account_info })
}
