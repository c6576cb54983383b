import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readImport } from '../../../../admin/server/imports/read-import.ts'
import { exportMoveStates, removeRedirect } from '../../../../admin/server/runbook/runbook-commands.ts'
import { findPowerShell, powerShellEnvironment } from '../../../../build/bootstrap/powershell.mjs'
import { repositoryFolder } from '../../../../build/bootstrap/set-up.mjs'
import { contoso } from '../../../unit/shared/cast.ts'

const host = 'https://fabrikam-my.sharepoint.com/'
const satellite = 'https://fabrikameur-my.sharepoint.com/'
const site = (name: string): string => `https://contoso-my.sharepoint.com/personal/${name}/`

/** Takes the cmdlet's place: its objects have an enum, a date, and names only for some. */
const cmdlet = `
enum MoveState { NotStarted; Scheduled; ReadyToTrigger; InProgress; Success; Rescheduled; Failed }
function Get-SPOCrossTenantUserContentMoveState($PartnerCrossTenantHostUrl) {
  if ($PartnerCrossTenantHostUrl -notin '${host}', '${satellite}') { throw 'another host' }
  $one = { param($upn, $site, $state, $time) [pscustomobject]@{
    MoveJobId = [guid]::NewGuid(); SourceUserPrincipalName = $upn; SourceSiteUrl = $site
    TargetSiteUrl = ''; TimeStamp = $time; MoveState = [MoveState]$state } }
  if ($PartnerCrossTenantHostUrl -eq '${satellite}') {
    & $one 'kim@contoso.com' '${site('kim_contoso_com')}' 'Success' $null
    return
  }
  & $one 'amy.lee@contoso.com' '${site('amy_lee_contoso_com')}' 'Failed' ([datetime]'2026-11-19T21:00:00Z')
  & $one 'amy.lee@contoso.com' '${site('amy_lee_contoso_com')}' 'Success' ([datetime]'2026-11-20T09:14:03Z')
  & $one $null '${site('anne-marie_doe_contoso_com')}' 'InProgress' ([datetime]'2026-11-20T09:20:44Z')
  & $one 'o''brien, pat@contoso.com' '' 'NotStarted' $null
  & $one 'zoe@contoso.com' '${site('zoe_contoso_com')}' 'Scheduled' $null
}
`
const entries = [
  { sourceUpn: 'amy.lee@contoso.com', moveState: 'Success' },
  { sourceSite: 'anne-marie_doe_contoso_com', moveState: 'InProgress' },
  { sourceUpn: 'zoe@contoso.com', moveState: 'Scheduled' },
]
const problems = [{ line: 5, code: 'row.address-invalid' }]

function read(bytes: Uint8Array) {
  const result = readImport('move-states', bytes, contoso)
  return result.kind === 'refused'
    ? result.reason
    : { entries: result.content.entries, problems: result.problems }
}

const powerShell = findPowerShell()

describe('the command of the runbook', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-states-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it.skipIf(powerShell === null).each([
    ['one address', [host], entries],
    [
      'two addresses',
      [host, satellite],
      [...entries, { sourceUpn: 'kim@contoso.com', moveState: 'Success' as const }],
    ],
  ])(
    'writes for %s, in a real PowerShell, a file that the import takes as it is',
    async (_which, hosts, found) => {
      const script = path.join(folder, 'export.ps1')
      const start = `$ErrorActionPreference = 'Stop'\nSet-Location -LiteralPath $PSScriptRoot`
      await writeFile(script, `\ufeff${start}\n${cmdlet}\n${exportMoveStates(hosts)}\n`)
      const [program, ...args] = [...(powerShell ?? []), '-File', script]
      // The project's own PowerShell is found from within the project alone.
      const env = { ...process.env, ...powerShellEnvironment }
      await promisify(execFile)(program, args, { cwd: repositoryFolder, env })
      const bytes = await readFile(path.join(folder, 'states.csv'))
      expect(read(bytes)).toMatchObject({ entries: found, problems })
    },
    120_000,
  )

  const header = '"SourceUserPrincipalName","SourceSiteUrl","MoveState","TimeStamp"'
  const rows = [
    `"amy.lee@contoso.com","${site('amy_lee_contoso_com')}","Failed","2026-11-19T21:00:00.0000000Z"`,
    `"amy.lee@contoso.com","${site('amy_lee_contoso_com')}","Success","2026-11-20T09:14:03.0000000Z"`,
    `,"${site('anne-marie_doe_contoso_com')}","InProgress","2026-11-20T09:20:44.0000000Z"`,
    `"o'brien, pat@contoso.com","","NotStarted",`,
    `"zoe@contoso.com","${site('zoe_contoso_com')}","Scheduled",`,
    '',
  ]
  const text = [header, ...rows].join('\r\n')
  const typed = ['#TYPE Selected.System.Management.Automation.PSCustomObject', header, ...rows].join('\r\n')
  const late = [{ ...problems[0], line: 6 }]

  it.each<[string, Uint8Array, unknown]>([
    ['PowerShell 7: UTF-8 without a mark', Buffer.from(text), problems],
    ['Windows PowerShell 5.1: UTF-8 with a mark', Buffer.from(`\ufeff${text}`), problems],
    ['5.1 with its line of the type', Buffer.from(`\ufeff${typed}`), late],
    ['5.1 in Unicode', Buffer.from(`\ufeff${typed}`, 'utf16le'), late],
    ['5.1 in big-endian Unicode', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), problems],
  ])('gives a file that the import takes as it is, from %s', (_which, bytes, found) => {
    expect(read(bytes)).toMatchObject({ entries, problems: found })
  })
})

describe('the command that removes a redirect', () => {
  it('names the site as OneDrive does: other characters as _, a hyphen as it is', () => {
    expect(removeRedirect('https://contoso-my.sharepoint.com/', 'Anne-Marie.Doe@sub.con-toso.com')).toBe(
      `Remove-SPOSite -Identity 'https://contoso-my.sharepoint.com/personal/anne-marie_doe_sub_con-toso_com'`,
    )
  })
})
