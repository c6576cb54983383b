import { z } from 'zod'

/** SHA-256 in hex over `toHashedSite()` of a site's address. */
const siteHash = z.string().regex(/^[0-9a-f]{64}$/)

/** With its folders a library has a few of them. */
export const mostSitesAsked = 500

/**
 * `POST /v1/me/site-addresses`: the hashes of the addresses of sites that a computer knows. The endpoint learns nothing of a site that no
 * admin has named, and a person learns no site whose old address they do not have.
 */
export const siteQuestionSchema = z.strictObject({ sites: z.array(siteHash).max(mostSitesAsked) })

/** For each of the asked sites that an admin has named: where it is now. */
export const siteAnswerSchema = z.looseObject({
  sites: z.array(z.looseObject({ site: siteHash, address: z.string().max(2_048) })).max(mostSitesAsked),
})
