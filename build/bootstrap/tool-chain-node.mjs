import { existsSync } from 'node:fs'
import path from 'node:path'
import { repositoryFolder, SetUpStopped } from './set-up.mjs'

const neededMajor = 24

/** The Node that runs the tool chain: the machine's own where it is new enough, else the one from npm. */
export function findToolChainNode() {
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath
  const own = path.join(
    repositoryFolder,
    'node_modules',
    `node-${process.platform}-${process.arch}`,
    'bin/node',
  )
  if (existsSync(own)) return own
  throw new SetUpStopped(
    `Node ${neededMajor} or newer is needed; this is ${process.version}. Please install it from nodejs.org and start again.`,
  )
}
