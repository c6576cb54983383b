import type { i18n } from 'i18next'
import { use, useContext } from 'react'
import { WordsContext } from '../use-words.ts'
import { addRecordingWords } from '../words.ts'

const added = new WeakMap<i18n, Promise<void>>()

/** Waits until there are words for a recording, once for each language. */
export function useRecordingWords(): void {
  const context = useContext(WordsContext)
  if (context === null) throw new Error('there are no words here')
  const { words } = context
  const adding = added.get(words) ?? addRecordingWords(words)
  added.set(words, adding)
  use(adding)
}
