import { checkMachine, type AskScan } from '../checks/check-machine.ts'
import type { CheckResult } from '../checks/check-result.ts'
import { judgeRefusedConfig } from '../checks/index.ts'
import { configWithoutFile, parseConfig, type ConfigResult } from '../config/parse-config.ts'
import { decodeText } from '../text/decode-text.ts'
import { chooseReading, chooseRequest, type KeptScan } from './kept-scan.ts'
import type { KeptPointers } from './kept-pointers.ts'
import { knowledgeFromConfig } from '../config/knowledge-from-config.ts'
import type { KeptLibraries } from '../facts/old-library.ts'
import type { MachineFacts } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import type { ScanRequest, ScanResult } from '../files/scan.ts'
import { nobodyAsked } from './nobody-asked.ts'
import { readRecordedPolicy } from './recorded-facts.ts'
import type { RecordingSource } from './recording-source.ts'

/** The configuration that a recording brings, with the policy of that computer over it. `bytes` is its `landfall.json`. */
export async function readRecordedConfig(
  source: RecordingSource,
  bytes: Uint8Array | null,
): Promise<ConfigResult & { readonly path: string }> {
  const path = 'landfall.json'
  const layers = await readRecordedPolicy(source)
  if (bytes === null) return { ...configWithoutFile(path, layers), path }
  const text = decodeText(bytes)
  if (text !== null) return { ...parseConfig(text, path, layers), path }
  return { kind: 'invalid', path, problems: [{ key: '(file)', reason: 'is not UTF-8 or UTF-16 text' }] }
}

export type JudgedRecording = {
  readonly app: { readonly name: string; readonly version: string }
  readonly facts: MachineFacts
  readonly config: Awaited<ReturnType<typeof readRecordedConfig>>
  /** What an earlier look through the old folders found; null where the recording holds none. */
  readonly kept: KeptScan | null
  /** The libraries of old organisations that were kept; none in a recording of before. */
  readonly keptLibraries?: readonly KeptLibraries[]
  /** The counts of a look for old links; none in a recording of before. */
  readonly keptPointers?: KeptPointers | null
  /** Scans what the recording listed; null where it listed nothing. */
  readonly scan: (request: ScanRequest) => Promise<Reading<ScanResult> | null>
  readonly now: () => Date
}

/** Judges a recording as the app's window does: no one is signed in, and nothing else than the recording is asked. */
export async function judgeRecording({
  app,
  facts,
  config: reading,
  kept,
  keptLibraries = [],
  keptPointers = null,
  scan,
  now,
}: JudgedRecording): Promise<CheckResult> {
  if (reading.kind !== 'ready')
    return judgeRefusedConfig({ app, machine: facts, takenAt: now().toISOString(), scope: 'local' }, reading)
  const { config } = reading
  const { direction } = config.plan
  const knowledge = knowledgeFromConfig(config, direction, now().toISOString())
  let settlement: FileOutcomes | null = null
  let roots = (kept?.roots ?? []).map(({ folder }) => folder)
  const ask: AskScan = async (request, tenantId, isWatch, newFolder, exclusions) => {
    const known = kept?.tenantId === tenantId ? kept : null
    const wanted = chooseRequest(request, known, isWatch, newFolder, exclusions)
    const found = wanted === null ? null : await scan(wanted)
    const isLater = wanted?.since !== undefined
    const chosen = isLater ? chooseReading(known, found) : (found ?? known?.reading ?? null)
    if (found !== null && !isLater) roots = (wanted?.roots ?? []).map(({ folder }) => folder)
    settlement = (isLater && chosen === found ? null : known?.settlement) ?? null
    return chosen
  }
  return await checkMachine({
    app,
    platform: { readFacts: async () => facts },
    config,
    refused: reading,
    direction,
    ...nobodyAsked(knowledge),
    scan: ask,
    look: () => ({ roots, missing: 'not-recorded' }),
    rescue: async () => settlement,
    pointers: async ({ tenantId }) => (keptPointers?.tenantId === tenantId ? keptPointers.reading : null),
    libraries: async ({ tenantId }) => ({
      kept: keptLibraries.find((list) => list.tenantId === tenantId) ?? null,
      addresses: null,
    }),
    now,
  })
}
