import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'
import { readNotes } from '../../../build/publish/read-notes.ts'

const version = (
  JSON.parse(await readFile(path.join(repositoryFolder, 'package.json'), 'utf8')) as { version: string }
).version
const names = [
  ...['win-x64.msi', 'win-x64.intunewin', 'win-x64-sbom.cdx.json'],
  ...['win-arm64.msi', 'win-arm64.intunewin', 'win-arm64-sbom.cdx.json'],
  ...['mac-universal.pkg', 'mac-universal-sbom.cdx.json', 'policies.tar.gz'],
].map((name) => `Landfall-${version}-${name}`)
const endpoint = [`landfall-admin-${version}.tar.gz`, `landfall-admin-${version}-sbom.cdx.json`]

let work: string
let packages: string
beforeEach(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'landfall-release-'))
  packages = path.join(work, 'packages')
  await mkdir(packages)
  for (const name of [...names, ...endpoint]) await writeFile(path.join(packages, name), name)
})
afterEach(() => rm(work, { recursive: true, force: true }))

function makeRelease(...args: readonly string[]): readonly [code: number | null, said: string] {
  const program = path.join(repositoryFolder, 'build/publish/make-release.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  return [status, `${stdout}${stderr}`]
}

describe('make-release.ts', () => {
  it('writes checksums that sha256sum confirms, and the notes of the version', async () => {
    const made = [0, `11 packages of ${version}\n`]
    expect(makeRelease(`v${version}`, packages)).toEqual(made)
    // Made again, the checksums are not counted as a package.
    expect(makeRelease(`v${version}`, packages)).toEqual(made)
    const said = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: packages, encoding: 'utf8' })
    expect(said.trim().split('\n')).toHaveLength(11)
    const changelog = await readFile(path.join(repositoryFolder, 'CHANGELOG.md'), 'utf8')
    expect(await readFile(path.join(work, 'NOTES.md'), 'utf8')).toBe(readNotes(changelog, version))
  })

  it('writes nothing where a package is missing, and says which', async () => {
    await rm(path.join(packages, names[0] ?? ''))
    expect(makeRelease(`v${version}`, packages)).toEqual([
      1,
      `${names[0]} is missing\nnothing is released: 1 reason\n`,
    ])
    expect(await readdir(packages)).not.toContain('SHA256SUMS')
    expect(await readdir(work)).toEqual(['packages'])
  })

  it('says how it is started where a word is missing', () => {
    expect(makeRelease('v1.2.3')).toEqual([2, 'node build/publish/make-release.ts TAG FOLDER\n'])
  })
})
