import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const files = [
  'shared/words/fr.json',
  'shared/words/mac/fr.json',
  'admin/console/words/fr.json',
  'admin/console/words/recording.fr.json',
]

function sentencesOf(words: unknown): string[] {
  if (typeof words === 'string') return [words]
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(sentencesOf) : []
}

/** An ordinary space, or none, where French has a narrow one that does not break: before : ; ? ! » and after «. */
const misplaced = /(?<=[\p{L}\d}»)…”.’])[ \u00a0]?[;?!»]|(?<=[\p{L}\d}»)…”.’])[ \u00a0]:|\p{L}: |«(?!\u202f)/u

describe('French', () => {
  it('finds what is misplaced', () => {
    const wrong = ['Copié :', 'Vous êtes pressé?', '« Copier »', 'Copié\u00a0: 3', 'Reçu: 3']
    expect(wrong.filter((sentence) => !misplaced.test(sentence))).toEqual([])
    const right = [
      'Copié\u202f: 3',
      '«\u202fCopier\u202f»',
      'sans " * : < > ? / \\ |',
      'https://fabrikam.com',
    ]
    expect(right.filter((sentence) => misplaced.test(sentence))).toEqual([])
  })

  it.each(files)('has its narrow spaces in %s', async (file) => {
    const words: unknown = JSON.parse(await readFile(new URL(`../../../../${file}`, import.meta.url), 'utf8'))
    expect(sentencesOf(words).filter((sentence) => misplaced.test(sentence))).toEqual([])
  })
})
