import { decodeSupportCode } from '../../../shared/findings/support-code.ts'
import { meaningOf } from '../../../shared/findings/vocabulary.ts'
import { settingsRoutes } from '../contract/settings-routes.ts'
import type { Implement } from '../http/implement.ts'

/** What a support code says, with who acts on each finding. */
export function addSupportCodeRoute(implement: Implement): void {
  implement(settingsRoutes.decode, async ({ body }) => {
    const decoded = decodeSupportCode(body.code)
    if (decoded.kind === 'refused') return decoded
    const { platform, phase, verdict, openSteps, findings, appVersion } = decoded.content
    return {
      kind: 'decoded' as const,
      platform,
      phase,
      verdict,
      openSteps: [...openSteps],
      findings: findings.map((code) => ({ code, owner: meaningOf(code).owner })),
      appVersion: `${appVersion.major}.${appVersion.minor}`,
    }
  })
}
