// Writes admin/contract/openapi.json anew, unless an older client could not live with it: then only with `--break`.
import { readFile, writeFile } from 'node:fs/promises'
import packageFile from '../../package.json' with { type: 'json' }
import { describeContract } from './describe-contract.ts'
import { findBreaks } from './find-breaks.ts'

const file = new URL('../../contract/openapi.json', import.meta.url)
const description = await describeContract(packageFile.version)
const breaks = findBreaks(JSON.parse(await readFile(file, 'utf8')), description)
for (const each of breaks) console.error(each)
if (breaks.length > 0 && !process.argv.includes('--break')) process.exitCode = 1
else await writeFile(file, `${JSON.stringify(description, null, 2)}\n`)
