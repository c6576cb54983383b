import type { CheckResult } from '../../../shared/checks/check-result.ts'
import { toConfigFile, type Config, type ConfigFile } from '../../../shared/config.ts'
import type { KeptScan } from '../../../shared/kept-scan.ts'
import type { PlanKnowledge } from '../../../shared/plan.ts'
import type { Reading } from '../../../shared/reading.ts'
import type { ScanRequest, ScanResult } from '../../../shared/scan.ts'
import type { Platform } from '../platform.ts'
import type { ScanOptions } from '../scan/scan-folders.ts'
import { createRedaction, type Redaction } from './redact.ts'
import type { RecordingContent } from './recording-content.ts'
import { writeRecording, type Paper } from './write-recording.ts'

export type RecordingExport = {
  /** The zip file to write. */
  readonly file: string
  /** True where somebody has agreed that a file of that name is replaced. */
  readonly isReplacing: boolean
  /** Names, addresses and paths become pseudonyms. */
  readonly isRedacted: boolean
  readonly config: Config
  readonly knowledge: PlanKnowledge
  /** What an earlier look through the old folders found, and of which tenant they were. */
  readonly keptScan: KeptScan | null
  /** What a check finds; null where nobody has looked yet. `scan` lists the old folders into the recording. */
  readonly check: (
    scan: (request: ScanRequest | null, tenantId: string) => Promise<Reading<ScanResult> | null>,
  ) => Promise<CheckResult | null>
}

/**
 * Writes what a check reads of this computer, what it found and by which configuration, as one zip file that
 * `--replay` judges to the same findings. Throws `RecordingNotWritten`, or the signal's reason.
 */
export async function exportRecording(
  platform: Pick<Platform, 'record' | 'scan'>,
  { file, isReplacing, isRedacted, config, knowledge, keptScan, check }: RecordingExport,
  options: Pick<ScanOptions, 'signal' | 'onProgress'> = {},
): Promise<void> {
  await writeRecording(file, isReplacing, async (takeEntries) => {
    const redaction = isRedacted ? createRedaction() : null
    const recorded = await platform.record()
    const content = redaction?.content(recorded) ?? recorded
    let entriesReason: string | null = null
    const result = await check(async (request, tenantId) => {
      const kept = keptScan?.tenantId === tenantId ? keptScan.reading : null
      if (request === null) return kept
      const { ignoredNames } = request
      const reading = await platform.scan(request, {
        ...options,
        onFound: (found) =>
          takeEntries(redaction === null ? found : found.map((one) => redaction.found(one, ignoredNames))),
      })
      if (reading?.kind === 'read') await takeEntries([])
      if (reading?.kind === 'unreadable') entriesReason = reading.reason
      return reading ?? kept
    })
    options.signal?.throwIfAborted()
    const papers = [
      toPaper('landfall.json', redactConfig(toConfigFile(config, knowledge), redaction)),
      ...(result === null
        ? []
        : [toPaper('check.json', redaction === null ? result : withoutEvidence(result))]),
      ...(keptScan === null ? [] : [toPaper('files-scan.json', redactScan(keptScan, redaction))]),
    ]
    return { content: withRefusedEntries(content, entriesReason, redaction), papers }
  })
}

function toPaper(name: string, value: unknown): Paper {
  return { name, text: JSON.stringify(value, null, 2) }
}

function withRefusedEntries(
  content: RecordingContent,
  reason: string | null,
  redaction: Redaction | null,
): RecordingContent {
  if (reason === null) return content
  const { machine } = content
  const refusal = { what: 'entries' as const, place: '', reason: redaction?.text(reason) ?? reason }
  return { ...content, machine: { ...machine, unreadable: [...machine.unreadable, refusal] } }
}

/** Evidence is for people at that computer; the codes are what it is replayed for. */
function withoutEvidence(result: CheckResult): CheckResult {
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, evidence: {} })) }
}

function redactScan(kept: KeptScan, redaction: Redaction | null): KeptScan {
  const { reading } = kept
  if (redaction === null || reading.kind !== 'read') return kept
  const roots = kept.roots.map(({ folder, urlLength }) => ({ folder: redaction.text(folder), urlLength }))
  const { unreadable, ...counts } = reading.value
  const paths = unreadable.paths.map(redaction.text)
  return {
    ...kept,
    roots,
    reading: { ...reading, value: { ...counts, unreadable: { ...unreadable, paths } } },
  }
}

/** What names an organisation, a person or an address; ids, states and limits stay. */
function redactConfig(config: ConfigFile, redaction: Redaction | null): ConfigFile {
  if (redaction === null) return config
  const { text } = redaction
  const { source, target, signIn, graph, admin, plan, support } = config
  const toTenant = (tenant: ConfigFile['source']): ConfigFile['source'] => ({
    tenantId: tenant.tenantId,
    name: text(tenant.name),
    oneDriveHost: text(tenant.oneDriveHost),
  })
  return {
    ...config,
    source: toTenant(source),
    target: toTenant(target),
    signIn: {
      ...signIn,
      ...toTexts({ authority: signIn.authority }, text),
      knownAuthorities: signIn.knownAuthorities?.map(text),
    },
    graph: toTexts({ endpoint: graph?.endpoint }, text),
    admin: { endpoint: text(admin.endpoint), scope: text(admin.scope) },
    plan: { ...plan, ...toTexts({ sourceUpn: plan?.sourceUpn, targetUpn: plan?.targetUpn }, text) },
    support: toTexts({ name: support?.name, phone: support?.phone, url: support?.url }, text),
  }
}

/** Those that are there. */
function toTexts<Name extends string>(
  values: Readonly<Record<Name, string | undefined>>,
  text: (value: string) => string,
): Partial<Record<Name, string>> {
  const present = (Object.entries(values) as [Name, string | undefined][]).filter(
    (entry): entry is [Name, string] => entry[1] !== undefined,
  )
  return Object.fromEntries(present.map(([name, value]) => [name, text(value)])) as Partial<
    Record<Name, string>
  >
}
