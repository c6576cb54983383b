import { readFile } from 'node:fs/promises'
import { macSupport } from './mac-support.ts'
import { findingCodes, meaningOf, type FindingCode } from '../shared/findings/vocabulary.ts'

/** The words of one finding, as shared/words/en.json holds them. */
type FindingWords = { readonly title: string; readonly meaning: string; readonly action: string }

const wordsFile = new URL('../shared/words/en.json', import.meta.url)

/** docs/support-table.md, made from the vocabulary and the English words, so that neither is described twice. */
export async function renderSupportTable(): Promise<string> {
  const words = JSON.parse(await readFile(wordsFile, 'utf8')) as {
    findings: Record<FindingCode, FindingWords>
  }
  const rows = findingCodes.map((code) => {
    const { step, outcome, owner } = meaningOf(code)
    const { title, meaning, action } = words.findings[code]
    return `| \`${code}\` | ${step} | ${outcome} | ${owner ?? '–'} | ${cell(title)} | ${cell(meaning)} | ${cell(action)} |`
  })
  return [
    '# Support table',
    '',
    'Every finding code, as in the window, the log, `--check`, the report and the endpoint. Generated from',
    '`shared/findings/vocabulary.ts` and `shared/words/en.json` by `node build/write-support-table.ts`; a test compares.',
    '',
    '| code | step | outcome | owner | what the person reads | what it means | one thing to do |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    '## On a Mac',
    '',
    'None of it was seen on a Mac. What was tried without one, and what only a Mac can show; `on-a-mac.test.ts`, run there, asks',
    'the Mac something of each row, mostly no more than that it answers. What the last column names a person has to see.',
    '',
    '| what | read from | in a recording | tried here | only a Mac can show |',
    '|---|---|---|---|---|',
    ...macSupport.map(
      ({ what, from, recorded, triedHere, onlyAMac }) =>
        `| ${what} | ${from} | ${recorded} | ${triedHere} | ${onlyAMac} |`,
    ),
    '',
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
