import { findLocale, type Language } from '../../shared/words/languages.ts'
import { loadWords } from '../../shared/words/words.ts'

/** What is said outside the window. */
export type BackgroundTexts = {
  readonly title: string
  /** With the exact time of the next reminder; `deadline` is a date like `2026-12-31`. */
  readonly text: (next: number, deadline: string | undefined) => string
  /** When nothing is left to do. */
  readonly done: { readonly title: string; readonly text: string }
  readonly open: string
  readonly remindAt: (time: number) => string
  readonly tray: { readonly 'to-do': string; readonly waiting: string }
}

/** `target` is the new organisation's name. Times are the person's own. */
export async function readBackgroundTexts(language: Language, target: string): Promise<BackgroundTexts> {
  const words = (await loadWords(language)).background
  const moments = new Intl.DateTimeFormat(findLocale(language, []), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  const days = new Intl.DateTimeFormat(findLocale(language, []), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  const put = (text: string, values: Readonly<Record<string, string>>): string =>
    text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole)
  return {
    title: put(words.title, { target }),
    text: (next, deadline) =>
      deadline === undefined
        ? put(words.text, { next: moments.format(next) })
        : put(words['text-deadline'], {
            next: moments.format(next),
            deadline: days.format(Date.parse(`${deadline}T00:00:00Z`)),
          }),
    done: { title: put(words['done-title'], { target }), text: words['done-text'] },
    open: words.open,
    remindAt: (time) => put(words['remind-at'], { time: moments.format(time) }),
    tray: { 'to-do': words['tray-to-do'], waiting: words['tray-waiting'] },
  }
}
