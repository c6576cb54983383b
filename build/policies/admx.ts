import { create } from 'xmlbuilder2'
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js'
import { policyKey } from '../../shared/installation/app-id.ts'
import { longestText, toGroups, type DescribedSetting } from './describe-settings.ts'
import type { PolicyWords } from './policy-words.ts'
import { fill, toLimits } from './setting-limits.ts'

const namespace = 'http://www.microsoft.com/GroupPolicy/PolicyDefinitions'
const supported = 'SupportedLandfall'
export const rootCategory = 'Landfall'

/**
 * Raised with every change of the settings: Intune replaces an imported template only by one of a higher revision
 * (docs/facts/deployment.md#policy-templates).
 */
export const revision = '1.2'

/** `Admin endpoint` as a name: `AdminEndpoint`. */
export function toCategory(group: string | null): string {
  if (group === null) return rootCategory
  return group.replace(/[^A-Za-z]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
}

/**
 * The template that Group Policy and Intune read. It needs no other template, so Intune takes it alone; it has no combo
 * box and no text over 1,023 characters, which Intune refuses (docs/facts/deployment.md#policy-templates).
 */
export function renderAdmx(settings: readonly DescribedSetting[]): string {
  const page = create({ version: '1.0', encoding: 'utf-8' }).ele(namespace, 'policyDefinitions', {
    revision,
    schemaVersion: '1.0',
  })
  page.ele('policyNamespaces').ele('target', { prefix: 'landfall', namespace: 'Landfall.Policies' })
  page.ele('resources', { minRequiredRevision: revision })
  page
    .ele('supportedOn')
    .ele('definitions')
    .ele('definition', { name: supported, displayName: `$(string.${supported})` })
  const categories = page.ele('categories')
  categories.ele('category', { name: rootCategory, displayName: `$(string.${rootCategory})` })
  const groups = [...toGroups(settings).keys()].filter((group) => group !== null)
  for (const name of groups.map(toCategory)) {
    categories
      .ele('category', { name, displayName: `$(string.${name})` })
      .ele('parentCategory', { ref: rootCategory })
  }
  const policies = page.ele('policies')
  for (const setting of settings) addPolicy(policies, setting)
  return `${page.end({ prettyPrint: true })}\n`
}

function addPolicy(policies: XMLBuilder, setting: DescribedSetting): void {
  const { name, kind, group } = setting
  const policy = policies.ele('policy', {
    name,
    class: 'Both',
    displayName: `$(string.${name}_Name)`,
    explainText: `$(string.${name}_Explain)`,
    key: policyKey,
    ...(kind === 'switch' ? { valueName: name } : { presentation: `$(presentation.${name})` }),
  })
  policy.ele('parentCategory', { ref: toCategory(group) })
  policy.ele('supportedOn', { ref: supported })
  if (kind === 'switch') {
    policy.ele('enabledValue').ele('decimal', { value: '1' })
    policy.ele('disabledValue').ele('decimal', { value: '0' })
    return
  }
  addElement(policy.ele('elements'), setting)
}

function addElement(elements: XMLBuilder, setting: DescribedSetting): void {
  const { name, kind, choices, minimum, maximum, longest } = setting
  switch (kind) {
    case 'text':
      elements.ele('text', { id: name, valueName: name, required: 'true', maxLength: longest ?? longestText })
      return
    case 'number':
      elements.ele('decimal', {
        id: name,
        valueName: name,
        required: 'true',
        ...(minimum !== null && { minValue: minimum }),
        ...(maximum !== null && { maxValue: maximum }),
      })
      return
    case 'choice': {
      const list = elements.ele('enum', { id: name, valueName: name, required: 'true' })
      for (const choice of choices) {
        const item = list.ele('item', { displayName: `$(string.${toChoiceId(name, choice)})` })
        item.ele('value').ele('string').txt(choice)
      }
      return
    }
    case 'list':
      // Its entries are numbered: 1, 2, …
      elements.ele('list', { id: name, key: `${policyKey}\\${name}`, valuePrefix: '' })
      return
    case 'switch':
      return
  }
}

function toChoiceId(name: string, choice: string): string {
  return `${name}_${choice.replace(/[^A-Za-z0-9]/g, '_')}`
}

/** Its words in one language. English is the only one that Intune takes. */
export function renderAdml(settings: readonly DescribedSetting[], words: PolicyWords): string {
  const page = create({ version: '1.0', encoding: 'utf-8' }).ele(namespace, 'policyDefinitionResources', {
    revision,
    schemaVersion: '1.0',
  })
  page.ele('displayName').txt('Landfall')
  page.ele('description').txt(words.description)
  const resources = page.ele('resources')
  const strings = resources.ele('stringTable')
  const addString = (id: string, text: string): void => void strings.ele('string', { id }).txt(text)
  addString(supported, words.supported)
  addString(rootCategory, 'Landfall')
  for (const group of toGroups(settings).keys())
    if (group !== null) addString(toCategory(group), wordOf(words.groups, group))
  for (const setting of settings) {
    const { name, group, choices } = setting
    const { title, description } = wordOf(words.settings, name)
    const whole = (of: string) => fill(words.name, { group: wordOf(words.groups, of), title })
    addString(`${name}_Name`, group === null ? title : whole(group))
    addString(`${name}_Explain`, `${description}\n\n${toLimits(setting, words.limits)}`)
    for (const choice of choices) addString(toChoiceId(name, choice), choice)
  }
  const presentations = resources.ele('presentationTable')
  for (const setting of settings)
    addPresentation(presentations, setting, wordOf(words.settings, setting.name).title)
  return `${page.end({ prettyPrint: true })}\n`
}

function wordOf<Word>(words: Readonly<Record<string, Word>>, name: string): Word {
  const word = words[name]
  if (word === undefined) throw new Error(`No words for ${name}`)
  return word
}

function addPresentation(
  table: XMLBuilder,
  { name, kind, initial, minimum }: DescribedSetting,
  title: string,
): void {
  if (kind === 'switch') return
  const presentation = table.ele('presentation', { id: name })
  switch (kind) {
    case 'text':
      presentation.ele('textBox', { refId: name }).ele('label').txt(title)
      return
    case 'number': {
      const start = typeof initial === 'number' ? initial : (minimum ?? 0)
      presentation.ele('decimalTextBox', { refId: name, defaultValue: start }).txt(title)
      return
    }
    case 'choice':
      presentation.ele('dropdownList', { refId: name, noSort: 'true' }).txt(title)
      return
    case 'list':
      presentation.ele('listBox', { refId: name }).txt(title)
      return
  }
}
