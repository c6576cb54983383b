import type { i18n } from 'i18next'
import { useEffect, useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import type { AppState } from '../shared/window/state.ts'
import { chooseLanguage, textDirectionOf, type Language } from '../shared/words/words.ts'
import { App } from './app.tsx'
import { mirrorState, useAppState } from './state.ts'
import { hasMacWords } from './words-of.ts'
import { createWords } from './words.ts'

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
  const language = (state?.configuration.kind === 'ready' ? state.configuration.language : null) ?? own
  turnTo(language)
  const words = language === own ? ownWords : await createWords(language, isMac)
  createRoot(page).render(<Page language={language} isMac={isMac} first={words} />)
}

type PageProps = { readonly language: Language; readonly isMac: boolean; readonly first: i18n }

/** Which computer was recorded is known only when a replay has looked at it; the words follow. */
function Page({ language, isMac, first }: PageProps): ReactElement {
  const wanted = useAppState((state) => hasMacWords(state, isMac))
  const [said, setSaid] = useState({ isOfMac: isMac, words: first })
  useEffect(() => {
    if (wanted === said.isOfMac) return
    let isWanted = true
    void createWords(language, wanted).then((words) => {
      if (isWanted) setSaid({ isOfMac: wanted, words })
    })
    return () => {
      isWanted = false
    }
  }, [language, wanted, said.isOfMac])
  return (
    <I18nextProvider key={String(said.isOfMac)} i18n={said.words}>
      <App language={language} />
    </I18nextProvider>
  )
}

function turnTo(language: Language): void {
  document.documentElement.lang = language
  document.documentElement.dir = textDirectionOf(language)
}

const page = document.getElementById('window')
if (page) void openWindow(page)
