import { readFile } from 'node:fs/promises'
import { policyKey } from '../../shared/installation/app-id.ts'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { statusName } from '../../shared/outputs/status.ts'
import type { Verdict } from '../../shared/findings/vocabulary.ts'
import { markerKey } from '../../shared/installation/app-id.ts'
import { readPackageFile } from '../package/stage-app.ts'
import type { DescribedSetting } from '../policies/describe-settings.ts'

/** The scripts that Intune runs, by what each is for: their names in `build/intune/scripts` and in `docs/intune`. */
export const scriptNames = [
  'detect-app.ps1',
  'require-source-account.ps1',
  'detect-status.ps1',
  'start-landfall.ps1',
  'custom-attribute.sh',
] as const
export type ScriptName = (typeof scriptNames)[number]

/** What a code looks like, and nothing personal does: no space, no @, no upper case, no \ or / (docs/facts/deployment.md#remediations). */
export const codePattern = '[a-z][a-z0-9.-]{0,59}'
/** Of findings or steps; with `codePattern` this keeps a line within the 2,048 characters that Intune takes. */
export const mostCodes = 13

const notDue: Verdict = 'not-due'

/** The scripts with their places filled from what the app itself reads and writes. Throws for a place that no one fills. */
export async function renderScripts(
  settings: readonly DescribedSetting[],
): Promise<ReadonlyMap<ScriptName, string>> {
  const sourceTenant = settings.find(({ key }) => key === 'source.tenantId')
  if (sourceTenant === undefined) throw new Error('source.tenantId is no setting')
  const values: Readonly<Record<string, string>> = {
    VERSION: (await readPackageFile()).version,
    MARKER_KEY: markerKey,
    PROGRAM: 'Landfall.exe',
    PROCESS: 'Landfall',
    STATUS_FILE: statusName,
    POLICY_KEY: policyKey,
    SOURCE_TENANT: sourceTenant.name,
    CODE: codePattern,
    MOST_CODES: String(mostCodes),
    EXIT_DONE: String(exitCodes.done),
    NOT_DUE: notDue,
    START_AS_64_BIT: await readPart('start-as-64-bit.ps1'),
    READ_VALUE: await readPart('read-value.ps1'),
  }
  const rendered = new Map<ScriptName, string>()
  for (const name of scriptNames) {
    const template = await readFile(new URL(`scripts/${name}`, import.meta.url), 'utf8')
    rendered.set(
      name,
      template.replace(/\{\{(\w+)\}\}/g, (_place, key: string) => {
        const value = values[key]
        if (value === undefined) throw new Error(`${name}: nobody fills ${key}`)
        return value
      }),
    )
  }
  return rendered
}

/** What several scripts begin with. Each script is one file for Intune, so it is copied into them. */
async function readPart(name: string): Promise<string> {
  return (await readFile(new URL(`scripts/parts/${name}`, import.meta.url), 'utf8')).trimEnd()
}
