// The set-up: `node build/bootstrap.mjs TASK [arguments]`. Any Node that knows modules can read this file, so that one that is too old
// hears a sentence; the rest is in bootstrap/perform-task.mjs.

// Only Linux has the tool chain's Node among the packages (tool-chain-node.mjs).
const oldestNode = process.platform === 'linux' ? 20 : 24

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(
    `set-up: Node ${oldestNode} or later is needed; this is ${process.version}. Install it from https://nodejs.org and start again.\n`,
  )
  process.exitCode = 1
} else void import('./bootstrap/perform-task.mjs')
