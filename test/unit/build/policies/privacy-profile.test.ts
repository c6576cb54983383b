import { parse } from 'plist'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  parseRequirement,
  renderPrivacyProfile,
  teamPlaceholder,
  toCodeRequirement,
} from '../../../../build/policies/privacy-profile.ts'
import { appId } from '../../../../shared/installation/app-id.ts'

/*
 * What Apple asks of such a profile: `mdm/profiles/com.apple.TCC.configuration-profile-policy.yaml` and `TopLevel.yaml` of
 * apple/device-management. Strict: a key that Apple does not name is a slip.
 */
const guid = z.string().regex(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
const common = {
  PayloadVersion: z.literal(1),
  PayloadOrganization: z.string(),
  PayloadIdentifier: z.string().min(1),
  PayloadUUID: guid,
  PayloadDisplayName: z.string().min(1),
}
const identity = z
  .strictObject({
    Identifier: z.string().min(1),
    IdentifierType: z.enum(['bundleID', 'path']),
    CodeRequirement: z.string().min(1),
    StaticCode: z.boolean().optional(),
    Allowed: z.boolean().optional(),
    Authorization: z.enum(['Allow', 'Deny']).optional(),
    Comment: z.string().optional(),
  })
  // "Every payload must specify either 'Authorization' or 'Allowed', but not both."
  .refine((one) => (one.Allowed === undefined) !== (one.Authorization === undefined))
const schema = z.strictObject({
  ...common,
  PayloadType: z.literal('Configuration'),
  // `devicechannel: true`, `userchannel: false`
  PayloadScope: z.literal('System'),
  PayloadContent: z.tuple([
    z.strictObject({
      ...common,
      PayloadType: z.literal('com.apple.TCC.configuration-profile-policy'),
      Services: z.strictObject({ SystemPolicyAllFiles: z.array(identity).length(1) }),
    }),
  ]),
})

describe('the privacy profile', () => {
  it('is what Apple’s schema asks for, and gives Landfall alone access to files alone', () => {
    const profile = schema.parse(parse(renderPrivacyProfile()))
    const [{ Services }] = profile.PayloadContent
    expect(Services.SystemPolicyAllFiles).toEqual([
      {
        Identifier: appId,
        IdentifierType: 'bundleID',
        CodeRequirement: toCodeRequirement(teamPlaceholder),
        Allowed: true,
      },
    ])
    const ids = [profile, ...profile.PayloadContent].map(({ PayloadUUID }) => PayloadUUID)
    expect(new Set(ids).size).toBe(2)
  })

  it('names the team of the signing identity, once', () => {
    expect(renderPrivacyProfile(toCodeRequirement('ABCDE12345'))).toContain('subject.OU] = ABCDE12345')
    expect(renderPrivacyProfile().split(teamPlaceholder)).toHaveLength(2)
  })

  it('takes the requirement from what codesign prints of a signed program, and none of an unsigned one', () => {
    const requirement = toCodeRequirement('ABCDE12345')
    const printed = `Executable=/Applications/Landfall.app/Contents/MacOS/Landfall\ndesignated => ${requirement}\n`
    expect(parseRequirement(printed)).toBe(requirement)
    expect(parseRequirement('code object is not signed at all\n')).toBeNull()
  })
})
