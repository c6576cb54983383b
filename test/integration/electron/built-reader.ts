import { pathToFileURL } from 'node:url'
import { replayProgram } from '../../../build/run/build-if-old.ts'
import { replayMegabytes } from '../../../electron/platform/index.ts'
import { startChild } from '../../../electron/platform/recording/start-replay-child.ts'
import type { StartReplay } from '../../../electron/platform/recording/replay-messages.ts'

/** Starts the process that reads a recording as it ships: from its sources it takes eight times as long to begin. */
export const builtReader: StartReplay = (...given) =>
  startChild(pathToFileURL(replayProgram), replayMegabytes, ...given)
