import type { StartReplay } from '../platform/index.ts'

/** Where words go and which computer this is; `process` is one. */
export type CommandLineIo = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  readonly platform: NodeJS.Platform
  /** Where the app keeps this person's data; left out, where it does so by its own rule. */
  readonly userData?: string
  /** Starts the process that reads a stranger's recording; left out, plain Node's. */
  readonly reader?: StartReplay
  /** How long a stranger's recording may take, in milliseconds; left out, a minute. */
  readonly replayLimit?: number
}
