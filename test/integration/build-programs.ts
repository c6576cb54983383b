import { buildCommandLineIfOld, buildEndpointIfOld } from '../../build/run/build-if-old.ts'

/** Many tests start the endpoint, or what reads a recording, as a program of its own: as it is built, which begins in a part of the time. */
export async function setup(): Promise<void> {
  if ((await buildEndpointIfOld()) !== 0) throw new Error('the endpoint could not be built')
  if ((await buildCommandLineIfOld()) !== 0) throw new Error('the command line could not be built')
}
