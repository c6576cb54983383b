import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOsslsigncode, signsScripts } from '../../../../build/bootstrap/osslsigncode.mjs'
import { signScripts } from '../../../../build/package/sign-scripts.ts'
import { repositoryFolder } from '../../../../build/bootstrap/set-up.mjs'
import { toSignature } from '../../../../build/package/sign-programs.ts'
import { makeCertificate, withEnvironment } from '../../../install/test-certificate.ts'
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

/** A head as a linker writes it; `size` is the certificate table's. */
function headOf(magic: number, table: number, size: number): Buffer {
  const head = Buffer.alloc(1024)
  head.write('MZ')
  head.writeUInt32LE(128, 0x3c)
  head.write('PE\0\0', 128, 'latin1')
  head.writeUInt16LE(magic, 152)
  head.writeUInt32LE(size, 152 + table + 36)
  return head
}

describe('toSignature', () => {
  it.each([
    ['a 64-bit program', 'signed', headOf(0x20b, 112, 9000)],
    ['a 64-bit program without one', 'unsigned', headOf(0x20b, 112, 0)],
    ['a 32-bit program', 'signed', headOf(0x10b, 96, 9000)],
    ['a 32-bit program without one', 'unsigned', headOf(0x10b, 96, 0)],
    ['a head that ends early', 'unsigned', headOf(0x20b, 112, 9000).subarray(0, 200)],
    ['a program of DOS', 'no-program', Buffer.from('MZ'.padEnd(300, '\0'))],
    ['a library of Linux', 'no-program', Buffer.from('\x7fELF'.padEnd(300, '\0'))],
    ['nothing', 'no-program', Buffer.alloc(0)],
  ])('tells of %s: %s', (_what, said, head) => {
    expect(toSignature(head)).toBe(said)
  })
})

describe('signsScripts', () => {
  it.each([
    ['2.5', false],
    ['2.7', false],
    ['2.8', true],
    ['2.10', true],
    ['3.0', true],
  ])('says of osslsigncode %s: %s', (version, said) => {
    expect(signsScripts(version)).toBe(said)
  })
})

const canSign = findOsslsigncode()?.isForScripts === true && spawnSync('openssl', ['version']).status === 0

describe.skipIf(!canSign)('signScripts', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-sign-'))
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  it('signs each script that an admin is given, and one changed letter is noticed', async () => {
    const certificate = await makeCertificate(home)
    const output = path.join(home, 'scripts')
    const names = await withEnvironment(certificate.environment, () => signScripts(output))
    const given = execFileSync('git', ['ls-files', 'docs/**/*.ps1'], { encoding: 'utf8' }).trim().split('\n')
    expect(names.toSorted()).toEqual(given.map((file) => path.basename(file)).toSorted())
    const toGiven = (name: string): string => given.find((file) => path.basename(file) === name) ?? ''
    for (const name of names) {
      const file = path.join(output, name)
      expect([name, certificate.isSigned(file)]).toEqual([name, true])
      const text = await readFile(file, 'utf8')
      expect(text).toMatch(
        /\r\n# SIG # Begin signature block\r\n(?:# [\w+/=]+\r\n)+# SIG # End signature block\r\n$/,
      )
      const unsigned = await readFile(path.join(repositoryFolder, toGiven(name)), 'utf8')
      expect(text.replaceAll('\r\n', '\n').startsWith(unsigned.replaceAll('\r\n', '\n').trimEnd())).toBe(true)
      await writeFile(file, (await readFile(file, 'utf8')).replace('exit', 'quit'))
      expect([name, certificate.isSigned(file)]).toEqual([name, false])
    }
  })

  it('signs nothing without a certificate, and leaves none of an earlier release', async () => {
    const output = path.join(home, 'none')
    await mkdir(output)
    await writeFile(path.join(output, 'detect-app.ps1'), 'of an earlier release')
    expect(await signScripts(output)).toEqual([])
    await expect(readdir(output)).rejects.toThrow('ENOENT')
  })
})
