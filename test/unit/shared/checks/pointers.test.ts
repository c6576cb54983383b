import { describe, expect, it } from 'vitest'
import { checkMachine, type AskPointers } from '../../../../shared/checks/check-machine.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import { nobodyAsked } from '../../../../shared/recording/nobody-asked.ts'
import { buildReport } from '../../../../shared/outputs/report.ts'
import { configJson, contoso, machineOf, newAccount, oldAccount, read, readAt } from '../cast.ts'

type Asked = Parameters<AskPointers>[0]
const seven = { read: 7, unread: 1, cloudOnly: 0, found: 2 }

async function check(
  features: Readonly<Record<string, unknown>>,
  {
    machine = {},
    phase = 'switch',
    roots = [] as readonly string[],
  }: { machine?: Partial<MachineFacts>; phase?: 'switch' | 'ready'; roots?: readonly string[] } = {},
): Promise<{ readonly asked: readonly Asked[]; readonly result: CheckResult }> {
  const json = {
    ...configJson({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }),
    features,
  }
  const parsed = parseConfig(JSON.stringify(json), 'landfall.json')
  if (parsed.kind !== 'ready') throw new Error(JSON.stringify(parsed))
  const { config } = parsed
  const asked: Asked[] = []
  const result = await checkMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    platform: { readFacts: async () => machineOf(machine) },
    config,
    direction: 'forward',
    ...nobodyAsked(knowledgeFromConfig(config, 'forward', readAt)),
    phase,
    scan: async () => null,
    look: () => ({ roots, missing: 'not-recorded' }),
    rescue: async () => null,
    pointers: async (one) => {
      asked.push(one)
      return read({ places: { desktop: seven, document: seven }, stopped: false })
    },
    now: () => new Date(readAt),
  })
  return { asked, result }
}

const on = { mender: true }

describe('old links', () => {
  it('are not looked for unless the organisation wants it', async () => {
    expect((await check({})).asked).toEqual([])
    expect((await check(on)).asked).toHaveLength(1)
  })

  it('are not looked for before the move, nor for somebody else', async () => {
    expect((await check(on, { phase: 'ready' })).asked).toEqual([])
    const machine: Partial<MachineFacts> = { context: read({ runsAs: 'system', isRemote: false }) }
    expect((await check(on, { machine })).asked).toEqual([])
  })

  it('are told by counts, and keep no one from being done, whatever the setting says', async () => {
    const { result } = await check({ ...on, workplace: 'require' })
    const told = result.findings.filter(({ code }) => code.startsWith('workplace.links'))
    expect(told.map(({ code, evidence }) => [code, evidence])).toEqual([
      ['workplace.links-to-source', { found: 4, what: ['desktop: 2 / 7', 'document: 2 / 7'] }],
      ['workplace.links-unread', { reason: 'not-readable', unread: 2, what: ['desktop: 1', 'document: 1'] }],
    ])
    const { result: without } = await check({ workplace: 'require' })
    expect(result.verdict).toBe(without.verdict)
    expect(result.exitCode).toBe(without.exitCode)
    const id = { id: contoso, sequence: 1, deviceId: contoso }
    const reported = buildReport(id, result).findings.find(({ code }) => code === 'workplace.links-to-source')
    expect(reported?.counts).toEqual({ found: 4 })
  })

  it('are looked for by the old folder, the old hosts and the person’s old site', async () => {
    const old = { ...oldAccount, siteUrl: 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com' }
    const { asked } = await check(on, { machine: { accounts: read([newAccount, old]) } })
    expect(asked[0]).toMatchObject({
      tenantId: contoso,
      old: {
        ownFolders: [oldAccount.folder],
        site: { host: 'contoso-my.sharepoint.com', name: 'amy_lee_contoso_com' },
      },
      documents: [
        newAccount.folder,
        ...['Desktop', 'Documents', 'Pictures'].map((one) => `C:\\Users\\amy\\${one}`),
      ],
    })
    expect(asked[0]?.old.hosts).toContain('contoso-my.sharepoint.com')
  })

  it('are looked for by the folders that were looked through, once the account is gone', async () => {
    const { asked } = await check(on, { roots: ['C:\\Users\\amy\\OneDrive - Contoso'] })
    expect(asked[0]?.old.ownFolders).toEqual(['C:\\Users\\amy\\OneDrive - Contoso'])
  })
})
