import { renderScripts } from '../intune/render-scripts.ts'
import { renderAdml, renderAdmx } from './admx.ts'
import { renderConfigurationPage } from './configuration-page.ts'
import { describeSettings } from './describe-settings.ts'
import { renderJamfSchema, renderMobileconfig, renderPreferenceFile, renderReg } from './examples.ts'
import { listPolicyWords } from './policy-words.ts'
import { renderPrivacyProfile } from './privacy-profile.ts'

/** Everything that is made from the configuration's schema: the file's place below `docs`, and what is in it. */
export async function renderPolicyFiles(): Promise<ReadonlyMap<string, string>> {
  const settings = describeSettings()
  const scripts = [...(await renderScripts(settings))]
  return new Map([
    ['configuration.md', await renderConfigurationPage(settings)],
    ['policies/Landfall.admx', renderAdmx(settings)],
    ...listPolicyWords(settings).map(
      ([folder, words]) => [`policies/${folder}/Landfall.adml`, renderAdml(settings, words)] as const,
    ),
    ['policies/example.reg', renderReg(settings)],
    ['policies/example.mobileconfig', renderMobileconfig(settings)],
    ['policies/privacy.mobileconfig', renderPrivacyProfile()],
    ['policies/intune-preference-file.xml', renderPreferenceFile(settings)],
    ['policies/jamf-schema.json', renderJamfSchema(settings)],
    ...scripts.map(([name, content]) => [`intune/${name}`, content] as const),
  ])
}
