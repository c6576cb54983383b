import { toBrandRamp } from '../../shared/brand/brand-ramp.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import { isOutdated } from '../../shared/config/is-outdated.ts'
import { toManagedValues } from '../../shared/config/write-config.ts'
import type { ConfigurationState } from '../../shared/window/state.ts'
import { identity } from './app-identity.ts'
import type { ConfigReading } from './config-file.ts'

/** What the window shows of the configuration. */
export function toConfigurationState(reading: ConfigReading): ConfigurationState {
  switch (reading.kind) {
    case 'ready': {
      const { config } = reading
      const { source, target, plan, support } = toDirectedConfig(config, config.plan.direction === 'return')
      return {
        kind: 'ready',
        source: { name: source.name },
        target: { name: target.name },
        newAddress: plan.targetUpn ?? null,
        oldAddress: plan.sourceUpn ?? null,
        support: { name: support.name ?? null, phone: support.phone ?? null, url: support.url ?? null },
        language: config.language ?? null,
        policy: { managed: toManagedValues(config, reading.managed), problems: reading.problems },
        branding: {
          ramp: config.branding.accent === undefined ? null : toBrandRamp(config.branding.accent),
          logo: null,
        },
        isOutdated: isOutdated(config, identity.version),
      }
    }
    case 'missing':
      return { kind: 'refused', path: reading.path, problems: [{ key: '(file)', reason: 'is missing' }] }
    case 'invalid':
      return { kind: 'refused', path: reading.path, problems: reading.problems }
  }
}
