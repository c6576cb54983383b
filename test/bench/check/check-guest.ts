// Our side, in Windows Node: facts and rules as they ship. Arguments: configuration, rounds, result, list of keys.
import { readFileSync, writeFileSync } from 'node:fs'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import { createRealRegistry } from '../../../electron/platform/windows/real-registry.ts'
import type { RegistryHive } from '../../../shared/computer/windows/registry.ts'
import { createRealSystem } from '../../../electron/platform/windows/real-system.ts'
import { readWindowsFacts } from '../../../shared/computer/windows/windows-facts.ts'
import { checkMachine } from '../../../shared/checks/check-machine.ts'
import { parseConfig } from '../../../shared/config/parse-config.ts'
import { knowledgeFromConfig } from '../../../shared/config/knowledge-from-config.ts'

const [configFile = '', rounds = '', result = '', keyList = ''] = process.argv.slice(2)
const parsed = parseConfig(readFileSync(configFile, 'utf8'), configFile)
if (parsed.kind !== 'ready') throw new Error(JSON.stringify(parsed))
const { config } = parsed
const now = (): Date => new Date()
const platform = createWindowsPlatform(null)

async function check(): Promise<readonly string[]> {
  const { findings } = await checkMachine({
    platform,
    config,
    scope: 'local',
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', now().toISOString()),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: () => ({ kind: 'not-asked' }),
    report: { kind: 'none' },
    scan: async () => null,
    look: () => ({ roots: [], missing: 'not-recorded' }),
    rescue: async () => null,
    app: { name: 'Landfall', version: '0.0.0' },
    now,
  })
  return findings.map(({ code }) => code)
}

// Which keys one check reads, for the other side.
const keys: string[] = []
const system = createRealSystem()
const registry = createRealRegistry()
const facts = readWindowsFacts(
  {
    ...system,
    registry: {
      readKey: (hive, path, view = 64, only) => {
        keys.push(`${hive === 'HKEY_CURRENT_USER' ? 'HKCU' : 'HKLM'} ${view} ${path}`)
        return registry.readKey(hive, path, view, only)
      },
    },
  },
  now().toISOString(),
)
writeFileSync(keyList, `${keys.join('\n')}\n`)

const milliseconds: number[] = []
let codes: readonly string[] = []
for (let round = 0; round < Number(rounds) + 20; round += 1) {
  const started = performance.now()
  codes = await check()
  if (round >= 20) milliseconds.push(performance.now() - started)
}
const read: [hive: RegistryHive, path: string, view: 32 | 64][] = keys.map((line) => {
  const [, hive = '', view = '', path = ''] = /^(\S+) (\d+) (.*)$/.exec(line) ?? []
  return [hive === 'HKCU' ? 'HKEY_CURRENT_USER' : 'HKEY_LOCAL_MACHINE', path, view === '32' ? 32 : 64]
})
const parts = {
  registry: timeOf(() => read.map((key) => registry.readKey(...key))),
  process: timeOf(() => system.isRunning('OneDrive.exe')),
  knownFolders: timeOf(() =>
    (['desktop', 'documents', 'pictures'] as const).map((id) => system.knownFolder(id)),
  ),
  runsAs: timeOf(() => system.runsAs()),
  disk: timeOf(() => system.disk('C:\\')),
}
const accounts = facts.accounts.kind === 'read' ? facts.accounts.value.length : 0
writeFileSync(result, JSON.stringify({ milliseconds, codes, keys: keys.length, accounts, parts }))

function timeOf(ask: () => unknown): number {
  const times = Array.from({ length: 30 }, () => {
    const started = performance.now()
    ask()
    return performance.now() - started
  })
  return times.toSorted((left, right) => left - right)[15] ?? Number.NaN
}
