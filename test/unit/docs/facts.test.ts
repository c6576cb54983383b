import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, listTree, readText } from './read-tree.ts'

const tree = await listTree()
const pages = tree.filter((name) => /^docs\/facts\/.+\.md$/.test(name))
const subjects = pages.filter((name) => !name.endsWith('/README.md'))
const written = tree.filter((name) => /\.(?:ts|tsx|mjs|md|nsh|nsi|ps1|sh|json|css|html)$/.test(name))
const texts = await Promise.all(
  written
    .filter((name) => name !== 'package-lock.json' && !name.startsWith('test/unit/docs/'))
    .map(async (name) => ({ name, text: await readText(name) })),
)

/** Papers that lie outside the repository: a reader cannot open them. */
const outside =
  /\b(?:onedrive|sign-in|policy|deployment|workplace|orchestrator)-facts\b|\bfacts-2026\b|\breality-2026\b|\bfield-lessons\b|\bfact sheets?\b|(?<![\w-])(?:product|house|language|vocabulary|anchors|copy)\.md\b|\bshared\/(?:labs|real-data|cases)\b/g

describe('docs/facts', () => {
  it('has each page and section that a comment or a page cites', async () => {
    const anchors = new Map(
      await Promise.all(pages.map(async (name) => [name, anchorsOf(await readText(name))] as const)),
    )
    const cited = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/docs\/facts\/([\w-]+\.md)(?:#([\w-]+))?/g)].map(([all, page, anchor]) => ({
        all,
        name,
        anchor,
        page: `docs/facts/${page ?? ''}`,
      })),
    )
    expect(cited.length).toBeGreaterThan(60)
    const lost = cited.filter(
      ({ page, anchor }) => anchor !== undefined && anchors.get(page)?.includes(anchor) !== true,
    )
    expect(lost.map(({ name, all }) => `${name}: ${all}`)).toEqual([])
    expect(cited.filter(({ page }) => !anchors.has(page))).toEqual([])
  })

  it('is what is cited: no paper that only its writers have', () => {
    const found = texts.flatMap(({ name, text }) =>
      [...text.matchAll(outside)].map(([paper]) => `${name}: ${paper}`),
    )
    expect(found).toEqual([])
  })

  it.each(subjects)('%s says of each fact how sure it is and which file rests on it', async (name) => {
    const page = await readText(name)
    const facts = page.slice(page.indexOf('\n## ')).match(/^- .+$/gm) ?? []
    expect(facts.length).toBeGreaterThan(0)
    const files = new Set(tree.map((file) => path.posix.basename(file)))
    for (const fact of facts.filter((each) => !each.includes('](../'))) {
      expect(fact).toMatch(/_(?:Seen|Documented|Reported|Assumed)_/)
      const rests = [...(/ In (`.+`)[^`]*\.$/.exec(fact)?.[1] ?? '').matchAll(/`([^`]+)`/g)]
      expect(rests.length, fact).toBeGreaterThan(0)
      expect(
        rests.map(([, file]) => file).filter((file) => !files.has(file ?? '')),
        fact,
      ).toEqual([])
    }
  })

  it.each(subjects)('%s is cited by the code', (name) => {
    const citing = texts.filter(({ name: by, text }) => !by.endsWith('.md') && text.includes(name))
    expect(citing.length).toBeGreaterThan(0)
  })

  it('is listed whole on its first page', async () => {
    const index = await readText('docs/facts/README.md')
    expect(subjects.filter((name) => !index.includes(`(${path.posix.basename(name)})`))).toEqual([])
  })
})

describe('docs/pitfalls.md', () => {
  it('has each pitfall that a comment cites by its number', async () => {
    const numbers = new Set(
      [...(await readText('docs/pitfalls.md')).matchAll(/^\| +(\d+) \|/gm)].map(([, number]) =>
        Number(number),
      ),
    )
    const cited = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/\bpitfalls? ((?:\d+)(?:(?:, | and |–)\d+)*)/g)].flatMap(([, list = '']) =>
        list.split(/\D+/).map((number) => ({ name, number: Number(number) })),
      ),
    )
    expect(cited.length).toBeGreaterThan(20)
    expect(cited.filter(({ number }) => !numbers.has(number))).toEqual([])
  })
})
