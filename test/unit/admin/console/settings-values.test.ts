import { describe, expect, it } from 'vitest'
import { isHostUrl, toDays } from '../../../../admin/console/pages/settings/settings-values.ts'

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
