import { build } from 'plist'
import { appId } from '../../shared/installation/app-id.ts'

/** The placeholder in the profile of `docs` that an admin replaces by the team of their signing identity. */
export const teamPlaceholder = 'TEAMID1234'

/**
 * The requirement of a program that Apple's Developer ID has signed for a team, as `codesign --display --requirements -` prints it (Apple,
 * TN3127).
 */
export function toCodeRequirement(team: string): string {
  return (
    `identifier "${appId}" and anchor apple generic and ` +
    'certificate 1[field.1.2.840.113635.100.6.2.6] /* exists */ and ' +
    'certificate leaf[field.1.2.840.113635.100.6.1.13] /* exists */ and ' +
    `certificate leaf[subject.OU] = ${team}`
  )
}

/** The requirement from what `codesign --display --requirements -` has printed of a program; null where it names none. */
export function parseRequirement(printed: string): string | null {
  return /^(?:# )?designated => (.+)$/m.exec(printed)?.[1]?.trim() ?? null
}

/**
 * A profile by which Landfall may look into the folders of OneDrive without a question (`com.apple.TCC.configuration-profile-policy`). Only
 * an MDM can hand it out, to the device (Apple, device-management: `userapprovedmdm`, `allowmanualinstall: false`).
 */
export function renderPrivacyProfile(requirement = toCodeRequirement(teamPlaceholder)): string {
  const organisation = { PayloadVersion: 1, PayloadOrganization: 'Fabrikam' }
  return `${build({
    ...organisation,
    PayloadType: 'Configuration',
    PayloadIdentifier: `${appId}.privacy`,
    PayloadUUID: '4C1E8F0A-52B7-4F6D-9A0E-2D6B7C8F1E35',
    PayloadDisplayName: 'Landfall: access to the folders of OneDrive',
    PayloadScope: 'System',
    PayloadContent: [
      {
        ...organisation,
        PayloadType: 'com.apple.TCC.configuration-profile-policy',
        PayloadIdentifier: `${appId}.privacy.files`,
        PayloadUUID: 'B7A2D6F4-3E91-4C58-8D0B-6F1A9C2E4D73',
        PayloadDisplayName: 'Landfall: access to the folders of OneDrive',
        Services: {
          SystemPolicyAllFiles: [
            { Identifier: appId, IdentifierType: 'bundleID', CodeRequirement: requirement, Allowed: true },
          ],
        },
      },
    ],
  })}\n`
}
