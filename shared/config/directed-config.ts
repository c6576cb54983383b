import type { Config } from './config.ts'

/**
 * The configuration as the journey sees it: in a return the old target is where the person goes back from,
 * so tenants and addresses swap places.
 */
export function toDirectedConfig(config: Config, isReturn: boolean): Config {
  if (!isReturn) return config
  const { sourceUpn, targetUpn, ...plan } = config.plan
  return {
    ...config,
    source: config.target,
    target: config.source,
    plan: {
      ...plan,
      ...(targetUpn !== undefined && { sourceUpn: targetUpn }),
      ...(sourceUpn !== undefined && { targetUpn: sourceUpn }),
    },
  }
}
