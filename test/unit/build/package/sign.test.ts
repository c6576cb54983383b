import { describe, expect, it } from 'vitest'
import { readSigning, toSignCommand } from '../../../../build/package/sign.ts'

describe('readSigning', () => {
  it('signs nothing where nothing is configured', () => {
    expect(toSignCommand(readSigning({}), undefined)).toBeNull()
  })

  it('does not leave a release unsigned by a slip', () => {
    expect(() => readSigning({ LANDFALL_SIGN: 'file', LANDFALL_SIGN_PFX: 'a.pfx' })).toThrow('PASSWORD_FILE')
    expect(() => readSigning({ LANDFALL_SIGN: 'yes' })).toThrow('"yes"')
  })

  it('knows a file, a token and Azure Trusted Signing', () => {
    const file = readSigning({
      LANDFALL_SIGN: 'file',
      LANDFALL_SIGN_PFX: 'a.pfx',
      LANDFALL_SIGN_PASSWORD_FILE: 'p',
    })
    expect(toSignCommand(file, 'http://time')).toEqual(
      expect.arrayContaining(['osslsigncode', '-pkcs12', 'a.pfx', '-ts', 'http://time']),
    )
    const azure = readSigning({
      LANDFALL_SIGN: 'azure',
      LANDFALL_SIGN_LIBRARY: 'd.dll',
      LANDFALL_SIGN_METADATA: 'm.json',
    })
    expect(toSignCommand(azure, undefined)?.slice(0, 2)).toEqual(['signtool', 'sign'])
  })
})
