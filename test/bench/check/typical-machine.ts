import type { RegFileKey } from '../../../shared/recording/reg-file.ts'
import type { RegistryValue } from '../../../shared/computer/windows/registry.ts'
import { adatum, configJson, contoso, fabrikam } from '../../unit/shared/cast.ts'

const user = 'HKEY_CURRENT_USER\\Software'
const policies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\OneDrive'
const profile = 'C:\\Users\\amy'

function text(value: string): RegistryValue {
  return { kind: 'string', text: value }
}
function number(value: number): RegistryValue {
  return { kind: 'dword', number: value }
}
function keyOf(path: string, values: Record<string, RegistryValue>): RegFileKey {
  return { path, values: new Map(Object.entries(values)) }
}

const people = [
  { slot: 'Business1', name: 'Contoso', tenantId: contoso },
  { slot: 'Business2', name: 'Fabrikam', tenantId: fabrikam },
  { slot: 'Business3', name: 'Adatum', tenantId: adatum },
]

/** Three accounts with four libraries each, and two hundred values of policy, as a managed computer has them. */
export const typicalMachine = {
  config: configJson(),
  registry: [
    keyOf(`${user}\\Microsoft\\OneDrive`, {
      Version: text('26.168.0830.0006'),
      OneDriveTrigger: text('C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe'),
      SilentBusinessConfigCompleted: number(0),
      ...manyOf(12, (at) => [`Setting${at}`, number(at)]),
    }),
    ...people.flatMap(toAccount),
    keyOf(policies, {
      SilentAccountConfig: number(1),
      KFMSilentOptIn: text(fabrikam),
      FilesOnDemandEnabled: number(1),
      ...manyOf(77, (at) => [`Policy${at}`, number(at % 2)]),
    }),
    keyOf(
      `${policies}\\AllowTenantList`,
      manyOf(20, (at) => [`${at}`, text(at === 0 ? fabrikam : toId(at))]),
    ),
    keyOf(
      `${policies}\\BlockTenantList`,
      manyOf(20, (at) => [`${at}`, text(toId(100 + at))]),
    ),
    keyOf(
      `${policies}\\EnableODIgnoreListFromGPO`,
      manyOf(40, (at) => [`${at}`, text(`*.kind${at}`)]),
    ),
    keyOf(
      `${policies}\\TenantAutoMount`,
      manyOf(40, (at) => [`Library ${at}`, text(`tenantId=${fabrikam}&siteId=${at}`)]),
    ),
  ] satisfies RegFileKey[],
  copies: people.flatMap(({ slot, name, tenantId }) => [
    [
      `Users/amy/AppData/Local/Microsoft/OneDrive/settings/${slot}/${toCid(slot)}.ini`,
      Buffer.from(
        manyLines(
          4,
          (at) =>
            `libraryScope = ${at} ${'a'.repeat(32)} 5 "MySite" "ODB" ${at === 0 ? 2 : 4} "https://${name.toLowerCase()}-my.sharepoint.com/personal/amy" "${tenantId}" x y z 1 "${profile}\\OneDrive - ${name}" 1`,
        ),
        'utf16le',
      ),
    ],
    [
      `Users/amy/AppData/Local/Microsoft/OneDrive/logs/${slot}/SyncDiagnostics.log`,
      Buffer.from(manyLines(60, (at) => `counter${at} = ${at}`)),
    ],
  ]) as [string, Buffer][],
}

function toAccount({ slot, name, tenantId }: (typeof people)[number]): RegFileKey[] {
  const path = `${user}\\Microsoft\\OneDrive\\Accounts\\${slot}`
  const folder = `${profile}\\OneDrive - ${name}`
  const site = `https://${name.toLowerCase()}-my.sharepoint.com/personal/amy`
  return [
    keyOf(path, {
      Business: number(1),
      ConfiguredTenantId: text(tenantId),
      UserEmail: text(`amy@${name}.com`),
      UserFolder: text(folder),
      DisplayName: text(name),
      ServiceEndpointUri: text(`${site}/_api`),
      cid: text(toCid(slot)),
      LastSignInResult: number(0),
      LastSignInTime: { kind: 'qword', number: 1_790_114_596n },
      ...manyOf(25, (at) => [`Value${at}`, text(`some text ${at}`)]),
    }),
    keyOf(`${path}\\Tenants\\OneDrive - ${name}`, { [folder]: text('') }),
    keyOf(
      `${path}\\Tenants\\${name}`,
      manyOf(3, (at) => [`${profile}\\${name}\\Team ${at} - Documents`, text('')]),
    ),
    keyOf(
      `${path}\\ScopeIdToMountPointPathCache`,
      manyOf(4, (at) => [`${at}`.repeat(32), text(`${profile}\\${name}\\Team ${at} - Documents`)]),
    ),
    keyOf(`${user}\\SyncEngines\\Providers\\OneDrive\\${slot}`, {
      MountPoint: text(folder),
      UrlNamespace: text(site),
      LibraryType: text('mysite'),
    }),
  ]
}

function toCid(slot: string): string {
  return `5d0c2c1e-7a53-4a2f-9c6e-0000000000${slot.slice(-1)}0`
}

function toId(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
}

function manyOf(count: number, make: (at: number) => [string, RegistryValue]): Record<string, RegistryValue> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)))
}

function manyLines(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => `${make(at)}\r\n`).join('')
}
