import { describe, expect, it } from 'vitest'
import { checkRelease, describeRefusal, type ReleaseParts } from '../../../build/publish/check-release.ts'
import { readNotes } from '../../../build/publish/read-notes.ts'

const changelog = `# Changelog

## Unreleased

- Later.

## 1.2.3 - 2026-12-01

### Added

- Something.

## 1.2.2 - 2026-11-01
`

const whole: ReleaseParts = {
  tag: 'v1.2.3',
  version: '1.2.3',
  changelog,
  files: [
    'Landfall-1.2.3-win-x64.msi',
    'Landfall-1.2.3-win-x64.intunewin',
    'Landfall-1.2.3-win-x64-sbom.cdx.json',
    'Landfall-1.2.3-win-arm64.msi',
    'Landfall-1.2.3-win-arm64.intunewin',
    'Landfall-1.2.3-win-arm64-sbom.cdx.json',
    'Landfall-1.2.3-mac-universal.pkg',
    'Landfall-1.2.3-mac-universal-sbom.cdx.json',
    'landfall-admin-1.2.3.tar.gz',
    'landfall-admin-1.2.3-sbom.cdx.json',
    'Landfall-1.2.3-policies.tar.gz',
  ],
}

describe('readNotes', () => {
  it('gives what the changelog says of a version, and nothing of the one before or after', () => {
    expect(readNotes(changelog, '1.2.3')).toBe('### Added\n\n- Something.\n')
  })

  it.each([
    ['is not there', '1.2'],
    ['is empty', '1.2.2'],
    ['has no day', 'Unreleased'],
  ])('gives nothing where the section %s', (_, version) => expect(readNotes(changelog, version)).toBeNull())
})

describe('checkRelease', () => {
  it('gives the notes where every package is there', () => {
    expect(checkRelease(whole)).toBe('### Added\n\n- Something.\n')
  })

  it('takes the installer too, where a safe NSIS made it', () => {
    const files = [
      ...whole.files,
      'Landfall-1.2.3-win-x64-setup.exe',
      'Landfall-1.2.3-win-x64-setup.intunewin',
    ]
    expect(checkRelease({ ...whole, files })).toBe('### Added\n\n- Something.\n')
  })

  it.each(whole.files)('refuses a release without %s', (name) => {
    const files = whole.files.filter((file) => file !== name)
    expect(checkRelease({ ...whole, files })).toEqual([{ code: 'missing', name }])
  })

  const more = (file: string): ReleaseParts => ({ ...whole, files: [...whole.files, file] })
  it.each<readonly [string, ReleaseParts, string]>([
    ['a tag that is no version', { ...whole, tag: 'v1.2' }, 'the tag “v1.2” is no version: v1.2.3 is one'],
    [
      'a tag of another version',
      { ...whole, tag: 'v1.2.4' },
      'the tag is v1.2.4, and package.json says 1.2.3',
    ],
    [
      'a version without notes',
      { ...whole, changelog: '' },
      'CHANGELOG.md has no section “## 1.2.3 - DATE”, or nothing is in it',
    ],
    [
      'a stand-in',
      more('Landfall-1.2.3-win-x64-stand-in.msi'),
      'Landfall-1.2.3-win-x64-stand-in.msi is for trying, never to be handed out',
    ],
    [
      'an installer for trying',
      more('Landfall-1.2.3-win-x64-setup-not-for-release.exe'),
      'Landfall-1.2.3-win-x64-setup-not-for-release.exe is for trying, never to be handed out',
    ],
    [
      'a package of another version',
      more('Landfall-1.2.2-win-x64.msi'),
      'Landfall-1.2.2-win-x64.msi is no package of 1.2.3',
    ],
  ])('refuses %s', (_, parts, sentence) => {
    const refusals = checkRelease(parts)
    expect(typeof refusals === 'string' ? refusals : refusals.map(describeRefusal)).toEqual([sentence])
  })

  it('says every reason at once', () => {
    expect(checkRelease({ ...whole, tag: 'main', files: [] })).toHaveLength(1 + whole.files.length)
  })
})
