import { describe, expect, it } from 'vitest'
import {
  areHostUrls,
  isHostUrl,
  readTypedSettings,
  toDays,
  toHostUrls,
  toTypedSettings,
} from '../../../../admin/console/pages/settings/settings-values.ts'

describe('toDays', () => {
  it.each([
    ['', null],
    [' ', null],
    ['30', 30],
    ['3650', 3650],
    ['29', 'invalid'],
    ['3651', 'invalid'],
    ['30.5', 'invalid'],
    ['a year', 'invalid'],
  ])('reads “%s” as %s', (text, days) => {
    expect(toDays(text)).toBe(days)
  })
})

describe('several addresses in one field', () => {
  const [one, other] = ['https://contoso-my.sharepoint.com/', 'https://contosoeur-my.sharepoint.com/']

  it('are each one, whatever is between them, and each once', () => {
    expect(toHostUrls(` ${one}  ${other},${one};\n`)).toEqual([one, other])
    expect(toHostUrls(' ')).toEqual([])
  })

  it('are good where each of them is, and not too many', () => {
    expect([areHostUrls(''), areHostUrls(`${one} ${other}`)]).toEqual([true, true])
    expect(areHostUrls(`${one} http://contoso-my.sharepoint.com/`)).toBe(false)
    const many = Array.from({ length: 51 }, (_, place) => `https://contoso${place}-my.sharepoint.com/`)
    expect([areHostUrls(many.join(' ')), areHostUrls(many.slice(1).join(' '))]).toEqual([false, true])
  })
})

describe('isHostUrl', () => {
  it.each([
    ['', true],
    ['https://contoso-my.sharepoint.com/', true],
    ['http://contoso-my.sharepoint.com/', false],
    ['contoso-my.sharepoint.com', false],
    ['https://contoso', false],
    ['javascript:alert(1)', false],
  ])('says of “%s” whether it can be one: %s', (text, isOne) => {
    expect(isHostUrl(text)).toBe(isOne)
  })
})

describe('the fields of the settings', () => {
  const saved = {
    licencesExpireOn: null,
    sourceHostUrl: 'https://contoso-my.sharepoint.com/',
    targetHostUrl: null,
    moreSourceHostUrls: ['https://contosoeur-my.sharepoint.com/'],
    moreTargetHostUrls: [],
    retentionDays: 400,
  }
  const typed = toTypedSettings(saved)

  it('save what they show', () => {
    expect(readTypedSettings(typed).wanted).toEqual(saved)
  })

  it.each([
    ['days', { retentionDays: '3' }, false, { source: true, target: true }],
    ['an address', { targetHostUrl: 'fabrikam' }, true, { source: true, target: false }],
  ])('save nothing while %s cannot be right', (_name, change, isRetentionGood, isHostGood) => {
    expect(readTypedSettings({ ...typed, ...change })).toEqual({ wanted: null, isRetentionGood, isHostGood })
  })
})
