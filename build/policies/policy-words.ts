import type { DescribedSetting } from './describe-settings.ts'
import { english, type LimitWords } from './setting-limits.ts'
import arabic from './words/ar-SA.json' with { type: 'json' }
import german from './words/de-DE.json' with { type: 'json' }
import spanish from './words/es-ES.json' with { type: 'json' }
import french from './words/fr-FR.json' with { type: 'json' }
import japanese from './words/ja-JP.json' with { type: 'json' }
import brazilian from './words/pt-BR.json' with { type: 'json' }

type SettingWords = { readonly title: string; readonly description: string }

/** The words of a template in one language. Groups are named by their English name, settings by their policy. */
export type PolicyWords = {
  readonly description: string
  readonly supported: string
  /** A setting's name in the editor, of `{{group}}` and `{{title}}`. */
  readonly name: string
  readonly limits: LimitWords
  readonly groups: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, SettingWords>>
}

/** By the folder that Group Policy looks for them in. English has its words in the schema of the settings. */
const translated: Readonly<Record<string, PolicyWords>> = {
  'ar-SA': arabic,
  'de-DE': german,
  'es-ES': spanish,
  'fr-FR': french,
  'ja-JP': japanese,
  'pt-BR': brazilian,
}

/** The words of every language that there is a template of, by its folder, English first. */
export function listPolicyWords(
  settings: readonly DescribedSetting[],
): readonly (readonly [string, PolicyWords])[] {
  return [['en-US', toEnglish(settings)], ...Object.entries(translated)]
}

function toEnglish(settings: readonly DescribedSetting[]): PolicyWords {
  return {
    description: 'Gets a person working again after their OneDrive moved to another tenant.',
    supported: 'Landfall 0.1 or later',
    name: '{{group}}: {{title}}',
    limits: english,
    groups: Object.fromEntries(settings.flatMap(({ group }) => (group === null ? [] : [[group, group]]))),
    settings: Object.fromEntries(
      settings.map(({ name, title, description }) => [name, { title, description }]),
    ),
  }
}
