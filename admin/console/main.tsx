import { createRoot } from 'react-dom/client'
import { answerOf, createApi } from './api/api.ts'
import { App } from './app.tsx'
import { PageFrame } from './parts/page-frame.tsx'
import { Trouble } from './parts/trouble.tsx'
import { openSession, type SignInSettings } from './session/session.ts'
import { chooseConsoleLanguage, createConsoleWords } from './words.ts'

/** Reads the settings, takes what the sign-in service sent back, and shows the console. */
async function openConsole(page: HTMLElement): Promise<void> {
  const language = chooseConsoleLanguage(navigator.languages)
  document.documentElement.lang = language
  const root = createRoot(page)
  const [words, settings] = await Promise.all([createConsoleWords(language), readSettings()])
  page.removeAttribute('aria-busy')
  if (settings === null) {
    root.render(
      <PageFrame words={words}>
        <Trouble title="trouble/no-settings" text="trouble/no-settings-meaning" />
      </PageFrame>,
    )
    return
  }
  const { session, place } = await openSession(settings)
  if (place !== null) history.replaceState(null, '', place)
  root.render(
    <PageFrame words={words} isDemo={settings.demo === true}>
      <App session={session} />
    </PageFrame>,
  )
}

/** Null where the endpoint does not answer, or knows no console. */
async function readSettings(): Promise<SignInSettings | null> {
  const api = createApi((request) => fetch(request))
  return answerOf(api.GET('/v1/console')).catch(() => null)
}

const page = document.getElementById('console')
if (page) void openConsole(page)
