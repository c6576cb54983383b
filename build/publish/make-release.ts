import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { checkRelease, describeRefusal } from './check-release.ts'

/*
 * `node build/publish/make-release.ts TAG FOLDER`: the last step of a release (.github/workflows/release.yml). FOLDER has every package.
 * Writes `FOLDER/SHA256SUMS`, as `sha256sum --check` reads it, and `NOTES.md` beside FOLDER. Ends with 1, and writes nothing, where a package
 * is missing or is not for release, or where the tag, the version and the changelog do not agree.
 */
const sums = 'SHA256SUMS'
const [tag, folder, ...more] = process.argv.slice(2)
if (tag === undefined || folder === undefined || more.length > 0) {
  console.error('node build/publish/make-release.ts TAG FOLDER')
  process.exitCode = 2
} else process.exitCode = await makeRelease(tag, path.resolve(folder))

async function makeRelease(name: string, place: string): Promise<number> {
  const files = (await readdir(place)).filter((file) => file !== sums).sort()
  const manifest = await readFile(path.join(repositoryFolder, 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { readonly version: string }
  const changelog = await readFile(path.join(repositoryFolder, 'CHANGELOG.md'), 'utf8')
  const notes = checkRelease({ tag: name, version, changelog, files })
  if (typeof notes !== 'string') {
    for (const refusal of notes) console.error(describeRefusal(refusal))
    console.error(`nothing is released: ${notes.length} ${notes.length === 1 ? 'reason' : 'reasons'}`)
    return 1
  }
  const lines: string[] = []
  for (const file of files) lines.push(`${await hash(path.join(place, file))}  ${file}\n`)
  await writeFile(path.join(place, sums), lines.join(''))
  await writeFile(path.join(path.dirname(place), 'NOTES.md'), notes)
  console.log(`${files.length} packages of ${version}`)
  return 0
}

async function hash(file: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest)
  return digest.digest('hex')
}
