import type { i18n } from 'i18next'
import { useEffect, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import type { AppState } from '../shared/window/state.ts'
import { chooseLanguage, decideLanguage, textDirectionOf, type Language } from '../shared/words/words.ts'
import { App } from './app.tsx'
import { mirrorState, useAppState } from './state.ts'
import { hasMacWords } from './words-of.ts'
import { createWords, turnWords } from './words.ts'

/** Leaves the painted frame alone until there are words and a first state to replace it with. */
async function openWindow(page: HTMLElement): Promise<void> {
  const own = chooseLanguage(navigator.languages)
  turnTo(own)

  const stated = new Promise<AppState | null>((resolve) => {
    const stop = useAppState.subscribe((state) => {
      stop()
      resolve(state)
    })
  })
  mirrorState(window.landfall)
  const isMac = navigator.userAgent.includes('Macintosh')
  const [ownWords, state] = await Promise.all([createWords(own, isMac), stated])
  const language = toLanguage(state)
  turnTo(language)
  const words = language === own ? ownWords : await createWords(language, isMac)
  createRoot(page).render(<Page isMac={isMac} first={{ isOfMac: isMac, language, words }} />)
}

function toLanguage(state: AppState | null): Language {
  const organisation = state?.configuration.kind === 'ready' ? state.configuration.language : null
  return decideLanguage(state?.language ?? null, organisation, navigator.languages)
}

type Said = { readonly isOfMac: boolean; readonly language: Language; readonly words: i18n }

type PageProps = { readonly isMac: boolean; readonly first: Said }

/**
 * Which computer was recorded is known only when a replay has looked at it, and the person may choose another language; the words
 * follow. The window keeps what it has until they are there.
 */
function Page({ isMac, first }: PageProps): ReactElement {
  const isOfMac = useAppState((state) => hasMacWords(state, isMac))
  const language = useAppState(toLanguage)
  const [said, setSaid] = useState(first)
  useEffect(() => {
    if (isOfMac === said.isOfMac && language === said.language) return
    let isWanted = true
    void sayIn(said, language, isOfMac).then((words) => {
      if (!isWanted) return
      turnTo(language)
      setSaid({ isOfMac, language, words })
    })
    return () => {
      isWanted = false
    }
  }, [language, isOfMac, said])
  return (
    <I18nextProvider key={String(said.isOfMac)} i18n={said.words}>
      <App language={said.language} />
    </I18nextProvider>
  )
}

async function sayIn({ words, isOfMac }: Said, language: Language, wantsMac: boolean): Promise<i18n> {
  if (isOfMac !== wantsMac) return await createWords(language, wantsMac)
  await turnWords(words, language, wantsMac)
  return words
}

function turnTo(language: Language): void {
  document.documentElement.lang = language
  document.documentElement.dir = textDirectionOf(language)
}

const page = document.getElementById('window')
if (page) void openWindow(page)
