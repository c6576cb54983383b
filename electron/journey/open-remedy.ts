import type { Config } from '../../shared/config/config.ts'
import { isOfClient, type RemedyId } from '../../shared/findings/remedy.ts'
import { isGateOpen, mainHostOf, type PlanKnowledge } from '../../shared/move/plan.ts'
import type { Store } from '../context/store.ts'
import type { Log } from '../context/log.ts'
import type { Platform } from '../platform/platform.ts'

export type RemedyPorts = {
  /** In the direction of the move. */
  readonly config: Config
  readonly knowledge: PlanKnowledge
  readonly platform: Pick<Platform, 'open'>
  readonly openPage: (url: string) => Promise<void>
  readonly store: Store
  readonly log: Log
}

/** Opens what a finding offers. Before the move has succeeded the sync client is never opened: a sign-in to it would stop the move. */
export async function openRemedy(remedy: RemedyId, ports: RemedyPorts): Promise<void> {
  const { config, knowledge, platform, openPage, store, log } = ports
  if (isOfClient(remedy) && !isGateOpen(knowledge)) {
    // The window offers none of these before the gate is open.
    log.warn('remedy-refused-before-gate', { remedy })
  } else if (remedy === 'open-web') await openPage(`https://${mainHostOf(config.target)}/`)
  else if (remedy === 'open-support') {
    if (config.support.url !== undefined) await openPage(config.support.url)
  } else {
    const { configuration } = store.getState()
    const email = configuration.kind === 'ready' ? configuration.newAddress : null
    const opening = await platform.open(remedy, { email })
    log.info('remedy-opened', { remedy, opening: opening.kind })
    store.setState({
      remedy:
        opening.kind === 'opened' ? { kind: 'opened' } : { kind: 'unavailable', reason: opening.reason },
    })
  }
}
