import { expect, it } from 'vitest'
import { exitCodes } from '../../../shared/findings/exit-code.ts'
import { readText } from './read-tree.ts'

it('the page for helpdesk explains every exit code', async () => {
  const page = await readText('docs/helpdesk.md')
  const explained = new Set([...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code)))
  expect(Object.values(exitCodes).filter((code) => !explained.has(code))).toEqual([])
})
