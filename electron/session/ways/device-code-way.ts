import type { DeviceCodeRequest } from '@azure/msal-node'
import { z } from 'zod'
import type { Way } from './way.ts'

/** MSAL passes on whatever the service answered, unchecked (docs/facts/sign-in.md#the-device-code). */
const answerSchema = z.object({
  userCode: z.string().regex(/^[\w-]{4,32}$/),
  verificationUri: z.url({ protocol: /^https$/ }),
  expiresIn: z.number().positive(),
  // Without one MSAL would poll without a pause (docs/facts/sign-in.md#the-device-code).
  interval: z.number().positive(),
})

/** The service gave no code; why is in its answer, which the network client has kept. */
class DeviceCodeRefused extends Error {
  readonly errorCode = 'device_code_refused'
}

/** A code that the person types on any device; this computer needs no browser for it. */
export const signInWithCode: Way = (msal, request, ports) => {
  let address: string | null = null
  const asked: DeviceCodeRequest = {
    ...request,
    cancel: ports.isGivenUp(),
    deviceCodeCallback: (answer) => {
      const read = answerSchema.safeParse(answer)
      if (!read.success) throw new DeviceCodeRefused()
      const { userCode, verificationUri, expiresIn } = read.data
      address = verificationUri
      ports.show({ kind: 'device-code', code: { userCode, address } }, expiresIn)
    },
  }
  return {
    result: msal.acquireTokenByDeviceCode(asked),
    openPage: async () => {
      if (address !== null) await ports.openPage(address)
    },
    giveUp: () => {
      // MSAL looks at this before each poll, and it is the same object.
      asked.cancel = true
    },
  }
}
