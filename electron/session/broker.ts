import type { INativeBrokerPlugin } from '@azure/msal-node'
import type { Log } from '../context/log.ts'
import { codeOf } from './sign-in-failure.ts'

/**
 * Windows' own sign-in (WAM), macOS' or Linux' where there is one; null where this system has none, which is
 * no error. Loaded only when wanted: it brings a native library (docs/facts/sign-in.md#the-store-of-tokens-and-the-broker).
 */
export async function loadBroker(log: Log): Promise<INativeBrokerPlugin | null> {
  try {
    const { NativeBrokerPlugin } = await import('@azure/msal-node-extensions')
    const plugin = new NativeBrokerPlugin()
    if (plugin.isBrokerAvailable) return plugin
    log.info('broker-unavailable')
  } catch (error) {
    log.info('broker-unavailable', { code: codeOf(error) })
  }
  return null
}
