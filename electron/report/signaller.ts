import path from 'node:path'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Config } from '../../shared/config/config.ts'
import type { Log } from '../context/log.ts'
import type { Platform } from '../platform/platform.ts'
import { readInstallation, signalName } from './installation.ts'

export type SignallerPorts = {
  readonly config: Config
  readonly platform: Pick<Platform, 'readFacts'>
  /** The file of the last signal lies beside it. */
  readonly installationFile: string
  /** Somebody is there who may sign in a moment later. */
  readonly hasWindow: boolean
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
  readonly now: () => Date
}

/** Tells the endpoint why the sign-in failed, one signal after the other. The window shows nothing of it. */
export type Signaller = {
  readonly tell: (result: CheckResult) => void
  /** Settles when all signals were sent, or could not be. */
  readonly whenSent: () => Promise<void>
}

/** A window tells only of sign-ins that were tried, a start without one also that there was none. */
export function createSignaller(ports: SignallerPorts): Signaller {
  const { config, platform, hasWindow, fetch, log, now } = ports
  let telling = Promise.resolve()

  async function send(result: CheckResult): Promise<void> {
    const { isRefusedSignIn, sendSignal } = await import('./signal.ts')
    if (hasWindow && !isRefusedSignIn(result)) return
    const machine = await platform.readFacts()
    const { deviceId } = await readInstallation(ports.installationFile)
    await sendSignal(
      {
        config,
        file: path.join(path.dirname(ports.installationFile), signalName),
        deviceId,
        fetch,
        log,
        now,
      },
      result,
      machine,
    )
  }

  return {
    tell: (result) => {
      if (config.admin.enrolmentKey === undefined || !isSignInWanted(result)) return
      telling = telling
        .then(() => send(result))
        .catch((error: unknown) => log.error('signal-unexpected', { error }))
    },
    whenSent: () => telling,
  }
}

/** Before the move is due no sign-in is needed, and a look at the computer needs none either. */
function isSignInWanted({ findings }: CheckResult): boolean {
  const codes = findings.map(({ code }) => code)
  return codes.some((code) => code.startsWith('identity.')) && !codes.includes('plan.not-due')
}
