import { readFile } from 'node:fs/promises'
import { parse } from 'plist'
import { describe, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { validateXML } from 'xmllint-wasm'
import { describeSettings } from '../../../../build/policies/describe-settings.ts'
import { exampleConfig } from '../../../../build/policies/example.ts'
import { listPolicyWords } from '../../../../build/policies/policy-words.ts'
import { renderPolicyFiles } from '../../../../build/policies/policy-files.ts'
import { parseRegFile } from '../../../../shared/recording/reg-file.ts'
import { createRecordedRegistry } from '../../../../shared/recording/recorded-registry.ts'
import { readManagedSettings } from '../../../../shared/computer/windows/managed-settings.ts'
import { configWithoutFile, parseConfig, type ConfigResult } from '../../../../shared/config/parse-config.ts'
import type { ManagedValue } from '../../../../shared/config/managed-settings.ts'

const docs = new URL('../../../../docs/', import.meta.url)
const files = await renderPolicyFiles()
const schema = await readFile(new URL('admx.xsd', import.meta.url), 'utf8')
const settings = describeSettings()
const templates = listPolicyWords(settings).map(([folder]) => `policies/${folder}/Landfall.adml`)

function fileOf(name: string): string {
  const content = files.get(name)
  if (content === undefined) throw new Error(name)
  return content
}

async function complaintsAbout(name: string, content = fileOf(name)): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'template.xml', contents: content }],
    schema: [schema],
  })
  return errors.map(({ message }) => message)
}

const expected = parseConfig(JSON.stringify(exampleConfig), 'landfall.json')
const configOf = (result: ConfigResult) => (result.kind === 'ready' ? result.config : result)

describe('renderPolicyFiles', () => {
  it.each([...files.keys()])('gives what docs/%s says', async (name) => {
    expect(await readFile(new URL(name, docs), 'utf8')).toBe(fileOf(name))
  })

  it('leaves no place of the page unfilled', () => {
    expect(fileOf('configuration.md')).not.toMatch(/\{\{/)
  })

  it('has a title and a description for every setting, and no two of one name', () => {
    for (const { key, title, description } of settings) expect([key, title, description]).not.toContain('')
    expect(new Set(settings.map(({ name }) => name.toLowerCase())).size).toBe(settings.length)
  })
})

describe('the templates', () => {
  it.each(['policies/Landfall.admx', ...templates])(
    '%s is what the schema of templates and the limits of Intune ask for',
    async (name) => {
      expect(await complaintsAbout(name)).toEqual([])
      expect(Buffer.byteLength(fileOf(name))).toBeLessThan(1024 * 1024)
    },
  )

  it.each([
    ['a text too long for Intune', / maxLength="\d+"/, ' maxLength="2048"'],
    ['a policy of no category', 'ref="SignIn"', 'ref="Nowhere"'],
    [
      'a place that Intune refuses',
      /key="SOFTWARE\\Policies\\Landfall/,
      'key="SOFTWARE\\Policies\\Microsoft',
    ],
    ['an element out of order', /<supportedOn ref="SupportedLandfall"\/>\s*<elements>/, '<elements>'],
  ])('would be found out with %s', async (_what, from, to) => {
    const broken = fileOf('policies/Landfall.admx').replace(from, to)
    expect(broken).not.toBe(fileOf('policies/Landfall.admx'))
    expect(await complaintsAbout('policies/Landfall.admx', broken)).not.toEqual([])
  })

  it.each(templates)('refer to words and forms that are there in %s, each of them once used', (name) => {
    const admx = fileOf('policies/Landfall.admx')
    const adml = fileOf(name)
    const referred = (kind: string) =>
      [...admx.matchAll(new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, 'g'))].map(([, id]) => id)
    const said = (element: string) =>
      [...adml.matchAll(new RegExp(`<${element} id="(\\w+)"`, 'g'))].map(([, id]) => id)
    expect(said('string').toSorted()).toEqual([...new Set(referred('string'))].toSorted())
    expect(said('presentation').toSorted()).toEqual([...new Set(referred('presentation'))].toSorted())
  })

  it.each(templates)('ask in a form for each element of its policy in %s', (name) => {
    const ids = [...fileOf('policies/Landfall.admx').matchAll(/<(?:text|decimal|enum|list) id="(\w+)"/g)]
    const forms = [...fileOf(name).matchAll(/refId="(\w+)"/g)]
    expect(forms.map(([, id]) => id)).toEqual(ids.map(([, id]) => id))
  })
})

describe('the examples', () => {
  it('are the example’s configuration, read from a registry', () => {
    const registry = createRecordedRegistry(parseRegFile(Buffer.from(fileOf('policies/example.reg'), 'utf8')))
    const result = configWithoutFile('landfall.json', readManagedSettings(registry))
    expect(configOf(result)).toEqual(configOf(expected))
  })

  it('are the example’s configuration, read from a profile', () => {
    const profile = parse(fileOf('policies/example.mobileconfig')) as {
      PayloadContent: Record<string, ManagedValue>[]
    }
    const [payload = {}] = profile.PayloadContent
    const values = Object.entries(payload).filter(([name]) => !name.startsWith('Payload'))
    const layer = { place: 'profile', values: new Map(values) }
    expect(configOf(configWithoutFile('landfall.json', [layer]))).toEqual(configOf(expected))
  })

  it('are the same for Intune’s preference file, once put into the list that Intune makes of it', () => {
    const list = `<plist version="1.0"><dict>${fileOf('policies/intune-preference-file.xml')}</dict></plist>`
    const values = Object.entries(parse(list) as Record<string, ManagedValue>)
    const layer = { place: 'file', values: new Map(values) }
    expect(configOf(configWithoutFile('landfall.json', [layer]))).toEqual(configOf(expected))
    expect(() => create(`<keys>${fileOf('policies/intune-preference-file.xml')}</keys>`)).not.toThrow()
  })

  it('have a form for Jamf with every setting', () => {
    const schema = JSON.parse(fileOf('policies/jamf-schema.json')) as { properties: Record<string, unknown> }
    expect(Object.keys(schema.properties)).toEqual(settings.map(({ name }) => name))
  })
})
