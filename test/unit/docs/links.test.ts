import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, listTree, readText } from './read-tree.ts'

const tree = await listTree()
const files = new Set(tree)
const folders = new Set(
  tree.flatMap((name) => name.split('/').map((_, at, all) => all.slice(0, at).join('/'))),
)
const bareNames = new Set(tree.map((name) => path.posix.basename(name)))
const pages = tree.filter((name) => /^(?:docs\/.+|[A-Z_]+)\.md$/.test(name))
/** What was chosen on a day names the files of that day. */
const undated = pages.filter((name) => !name.startsWith('docs/decisions/0') && name !== 'CHANGELOG.md')
const texts = new Map(await Promise.all(pages.map(async (name) => [name, await readText(name)] as const)))
const textOf = (name: string): string => texts.get(name) ?? ''

/** Electron's own pages, and folders that an admin makes. */
const elsewhere = [
  'docs/api',
  'docs/breaking-changes.md',
  'admin/deploy/certificates',
  'admin/deploy/secrets',
]

const withoutCode = (text: string): string =>
  text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '')

/** What a page links to beside the web: the path from the root, and the heading. */
function linksOf(name: string): { readonly target: string; readonly anchor: string | undefined }[] {
  const found = withoutCode(textOf(name)).matchAll(
    /\]\((?!https?:|mailto:)<?([^)#\s>]*)(?:#([^)\s>]+))?>?\)/g,
  )
  return [...found].map(([, link = '', anchor]) => ({
    target: link === '' ? name : path.posix.join(path.posix.dirname(name), link).replace(/\/$/, ''),
    anchor,
  }))
}

/** What is between backticks on one line. */
const wordsOf = (name: string): string[] =>
  [...textOf(name).matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word)

describe('the pages', () => {
  it.each(pages)('%s links to files and headings that are there', (name) => {
    const lost = linksOf(name).filter(
      ({ target, anchor }) =>
        (!files.has(target) && !folders.has(target)) ||
        (anchor !== undefined && target.endsWith('.md') && !anchorsOf(textOf(target)).includes(anchor)),
    )
    expect(lost).toEqual([])
  })

  it.each(undated)('%s names paths of the tree that are there', (name) => {
    const named = wordsOf(name)
      .filter((word) => /^(?:shared|electron|renderer|admin|build|test|docs)\/[\w./-]+$/.test(word))
      .map((word) => word.replace(/\/$/, ''))
      .filter((word) => !elsewhere.includes(word) && !word.includes('NAME'))
    expect(named.filter((word) => !files.has(word) && !folders.has(word))).toEqual([])
  })

  it.each(undated)('%s names files of the source that are there', (name) => {
    const named = wordsOf(name).filter((word) => /^[\w-]+(?:\.[\w-]+)*\.(?:ts|tsx|mjs|nsh|nsi)$/.test(word))
    expect(named.filter((word) => !bareNames.has(word))).toEqual([])
  })

  it('have journeys of files that are there', async () => {
    const fences = [...textOf('docs/architecture.md').matchAll(/^```$.*?^```$/gms)].join('\n')
    const named = fences.split(/[\s(),]/).filter((word) => /^[\w./-]+\.tsx?$/.test(word))
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((name) => !tree.some((file) => `/${file}`.endsWith(`/${name}`)))).toEqual([])
  })

  it('are all reached from the first page of docs', () => {
    const reached = new Set<string>()
    const follow = (name: string): void => {
      if (reached.has(name)) return
      reached.add(name)
      if (name.startsWith('docs/'))
        for (const { target } of linksOf(name)) if (texts.has(target)) follow(target)
    }
    follow('docs/README.md')
    expect(pages.filter((name) => name.startsWith('docs/') && !reached.has(name))).toEqual([])
    const index = new Set(linksOf('docs/README.md').map(({ target }) => target))
    const direct = pages.filter((name) => /^docs\/[\w-]+\.md$/.test(name) && name !== 'docs/README.md')
    expect(direct.filter((name) => !index.has(name))).toEqual([])
  })
})

describe('docs/contributing.md', () => {
  it('leads from each of ten changes to its room in at most five steps', async () => {
    const page = await readText('docs/contributing.md')
    const part = page.slice(page.indexOf('## From a change to its room'), page.indexOf('## Benches'))
    const paths = part.split(/^### /m).slice(1)
    expect(paths).toHaveLength(10)
    const steps = paths.map((each) => (each.match(/^\d+\. .+$/gm) ?? []).length)
    expect(Math.min(...steps)).toBeGreaterThan(0)
    expect(Math.max(...steps)).toBeLessThanOrEqual(5)
  })

  it('names each bench in its table', async () => {
    const page = await readText('docs/contributing.md')
    const table = page.slice(page.indexOf('## Benches')).split('\n\n')[2] ?? ''
    const benches = tree.flatMap((name) => /^test\/bench\/bench-(.+)\.ts$/.exec(name)?.[1] ?? [])
    expect(benches.length).toBeGreaterThan(5)
    expect(benches.filter((bench) => !table.includes(`\`${bench}\``))).toEqual([])
  })
})
