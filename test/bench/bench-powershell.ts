import { spreadOf, writeBench } from './measure.ts'
import { runScripts } from '../windows/powershell/run-scripts.ts'
import { makeWindowsHost } from '../windows/powershell/windows-host.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { canRunUnderWine, scriptCases } from '../world/powershell/cases.ts'

/*
 * The whole table of Intune's scripts, by PowerShell for Windows on Wine's registry: as usual, and in constrained language mode, as where
 * App Control trusts signed scripts only. `npm run bench powershell [part of a name]`; about ten minutes. Measured is what of the table
 * comes out as the table has it. The Windows gate runs one case per script.
 */
const part = process.argv[2] ?? ''
const wine = readWineVersion()
if (wine === null) throw new Error('Wine is not installed here')
const host = makeWindowsHost()
if (host === null) throw new Error('The .NET SDK is not installed here')
const failed: string[] = []
let count = 0
await runScripts({
  wine,
  host,
  cases: scriptCases.filter((one) => one.name.includes(part) && canRunUnderWine(one)),
  onAnswer: ({ name, isRight, detail }) => {
    console.log(`${isRight ? 'ok' : 'FAIL'} ${name}${isRight ? '' : ` (${detail})`}`)
    if (!isRight) failed.push(name)
    count += 1
  },
})
await writeBench({
  name: 'powershell',
  ratio: (count - failed.length) / count,
  better: 'higher',
  unit: 'rows that come out/rows',
  limit: 'the table of test/world/powershell/cases.ts, in both modes',
  runs: 1,
  ours: spreadOf([count - failed.length]),
  theirs: spreadOf([count]),
  extra: { failed },
})
process.exitCode = failed.length > 0 || count === 0 ? 1 : 0
