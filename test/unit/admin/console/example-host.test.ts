import { expect, it } from 'vitest'
import { toExampleHost } from '../../../../admin/console/pages/settings/example-host.ts'

it.each([
  ['Fabrikam', 'https://fabrikam-my.sharepoint.com/'],
  ['Tailspin Toys', 'https://tailspintoys-my.sharepoint.com/'],
  ['製品', 'https://contoso-my.sharepoint.com/'],
  [null, 'https://contoso-my.sharepoint.com/'],
])('the example for %s is %s', (name, example) => {
  expect(toExampleHost(name, 'contoso')).toBe(example)
})
