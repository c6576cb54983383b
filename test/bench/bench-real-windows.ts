import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openWindows } from '../install/installed-windows.ts'
import { nodeFolder } from '../install/packed-landfall.ts'
import { addProofPackages, listChecks, proveUnderWine } from '../real-windows/prove-under-wine.ts'
import { makeWindowsHost } from '../windows/powershell/windows-host.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { spreadOf, writeBench } from './measure.ts'

/*
 * Every check for a real Windows on Wine, each in a process of its own: `npm run bench real-windows [number or part of a name]`. Measured is
 * what of those that Wine can show comes out right. The install gate runs a few.
 */
const part = process.argv[2] ?? ''
const wine = readWineVersion()
const host = makeWindowsHost()
const checks = listChecks()
if (wine === null || host === null || checks === null) throw new Error('Wine or the .NET SDK is not here')
const home = await mkdtemp(path.join(tmpdir(), 'landfall-proof-'))
const windows = await openWindows(wine, nodeFolder ?? '')
const count = { ok: 0, wrong: 0, 'not-provable-here': 0 }
try {
  await addProofPackages(windows, home)
  for (const { number, name } of checks.filter((one) => `${one.number} ${one.name}`.includes(part))) {
    const { checks: proven } = await proveUnderWine({ windows, host, only: String(number) })
    for (const { result, detail } of proven) {
      count[result] += 1
      console.log(`${number} ${result}: ${name}${detail === '' ? '' : ` (${detail})`}`)
    }
  }
} finally {
  await windows.remove()
  await rm(home, { recursive: true, force: true })
}
await writeBench({
  name: 'real-windows',
  ratio: count.ok / (count.ok + count.wrong),
  better: 'higher',
  unit: 'checks that come out/checks that Wine can show',
  limit: 'the checks of test/real-windows',
  runs: 1,
  ours: spreadOf([count.ok]),
  theirs: spreadOf([count.ok + count.wrong]),
  extra: { notProvableHere: count['not-provable-here'] },
})
process.exitCode = count.wrong > 0 || count.ok === 0 ? 1 : 0
