import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { chooseLanguage, textDirectionOf } from '../shared/words.ts'
import { App } from './app.tsx'
import { mirrorState, useAppState } from './state.ts'
import { createWords } from './words.ts'

/** Leaves the painted frame alone until there are words and a first state to replace it with. */
async function openWindow(page: HTMLElement): Promise<void> {
  const language = chooseLanguage(navigator.languages)
  document.documentElement.lang = language
  document.documentElement.dir = textDirectionOf(language)

  const stated = new Promise<void>((resolve) => {
    const stop = useAppState.subscribe(() => {
      stop()
      resolve()
    })
  })
  mirrorState(window.landfall)
  const [words] = await Promise.all([createWords(language), stated])
  createRoot(page).render(
    <I18nextProvider i18n={words}>
      <App language={language} />
    </I18nextProvider>,
  )
}

const page = document.getElementById('window')
if (page) void openWindow(page)
