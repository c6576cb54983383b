import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderPolicyFiles } from './policy-files.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))

for (const [name, content] of await renderPolicyFiles()) {
  const file = path.join(docs, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, content)
  console.log(path.relative(process.cwd(), file))
}
