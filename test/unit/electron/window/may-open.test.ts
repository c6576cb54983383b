import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { mayOpen, mayOpenSite } from '../../../../electron/window/may-open.ts'
import type { Config } from '../../../../shared/config/config.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import { toClientUri } from '../../../../shared/findings/remedy.ts'
import { configJson } from '../../shared/cast.ts'

function configWith(more: object): Config {
  const result = parseConfig(JSON.stringify({ ...configJson(), ...more }), 'landfall.json')
  if (result.kind !== 'ready') throw new Error('not ready')
  return result.config
}

const config = configWith({ support: { url: 'https://help.fabrikam.com/move?for=all' } })

describe('mayOpen', () => {
  it.each([
    toClientUri('start-client', { email: null }) ?? '',
    toClientUri('add-account', { email: "amy.o'lee+x@fabrikam.com" }) ?? '',
    'https://login.microsoftonline.com/22222222-2222-4222-8222-222222222222/oauth2/v2.0/authorize?x=1',
    'https://login.microsoft.com/device',
    'https://microsoft.com/devicelogin',
    'https://fabrikam-my.sharepoint.com/',
    'https://contoso-my.sharepoint.com/personal/amy',
    'https://help.fabrikam.com/move?for=all',
  ])('opens %s', (address) => {
    expect(mayOpen(address, config)).toBe(true)
  })

  it.each([
    'file:///C:/Windows/System32/calc.exe',
    'C:\\Windows\\System32\\calc.exe',
    '\\\\server\\share\\a.exe',
    'ms-msdt:/id PCWDiagnostic',
    'javascript:alert(1)',
    'http://login.microsoftonline.com/',
    'https://login.microsoftonline.com.evil.example/',
    'https://login.microsoftonline.com@evil.example/',
    'https://amy:secret@fabrikam-my.sharepoint.com/',
    'https://fabrikam-my.sharepoint.com:8443/',
    'https://help.fabrikam.com/other',
    'https://evil.example/',
    'odopen://launch/?x',
    'odopen://sync?useremail=amy&scope=odopen',
    'odopen://unlink',
    'landfall:',
    '',
  ])('does not open %s', (address) => {
    expect(mayOpen(address, config)).toBe(false)
  })

  it.each(['Login.Fabrikam.com', 'login.fabrikam.com:443'])(
    'opens the sign-in of a known authority that is written as %s',
    (host) => {
      const own = configWith({
        signIn: { clientId: '33333333-3333-4333-8333-333333333333', knownAuthorities: [host] },
      })
      expect(mayOpen('https://login.fabrikam.com/oauth2/v2.0/authorize', own)).toBe(true)
      expect(mayOpen('https://login.fabrikam.com:8443/', own)).toBe(false)
    },
  )

  it('opens the sign-in of an authority of the organisation’s own, and no page of another', () => {
    const own = configWith({
      signIn: {
        clientId: '33333333-3333-4333-8333-333333333333',
        authority: 'https://login.fabrikam.com:9443',
        knownAuthorities: ['login.fabrikam.com:9443'],
      },
    })
    expect(mayOpen('https://login.fabrikam.com:9443/authorize', own)).toBe(true)
    expect(mayOpen('https://login.fabrikam.com/authorize', own)).toBe(false)
  })

  it('is asked in the one place that opens addresses', async () => {
    const root = fileURLToPath(new URL('../../../../electron/', import.meta.url))
    const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'))
    const texts = await Promise.all(files.map((name) => readFile(path.join(root, name), 'utf8')))
    const openers = files.filter((_, index) =>
      /shell\.openExternal|\bopenExternal\(/.test(texts[index] ?? ''),
    )
    expect(openers).toEqual(['start/create-main.ts'])
    expect(texts[files.indexOf('start/create-main.ts')]).toContain(
      'if (mayOpen(url, config)) await shell.openExternal(url)',
    )
  })
})

describe('mayOpenSite', () => {
  it.each([
    'https://fabrikam.sharepoint.com/sites/money',
    'https://fabrikameur.sharepoint.com/sites/money',
    'https://contoso.sharepoint.com/sites/finance',
  ])('opens %s', (address) => {
    expect(mayOpenSite(address, config)).toBe(true)
  })

  it.each([
    'http://fabrikam.sharepoint.com/sites/money',
    'https://fabrikam.sharepoint.us/sites/money',
    'https://fabrikam.sharepoint.com.evil.example/',
    'https://fabrikam.sharepoint.com@evil.example/',
    'https://amy:secret@fabrikam.sharepoint.com/',
    'https://fabrikam.sharepoint.com:8443/',
    'https://sharepoint.com/',
    'file:///C:/Windows/System32/calc.exe',
    'javascript:alert(1)',
    'odopen://launch',
    '',
  ])('does not open %s', (address) => {
    expect(mayOpenSite(address, config)).toBe(false)
  })
})
