import { useEffect, useRef, type ReactElement } from 'react'
import { createPortal } from 'react-dom'
import { create } from 'zustand'
import { assertNever } from '../../shared/assert-never.ts'
import type { AppState } from '../../shared/window/state.ts'
import type { JourneyStep } from '../steps/next-step.ts'
import { toKnown, toNews, type Known, type News } from '../steps/news.ts'
import { useWords, type Words } from '../use-words.ts'
import { toWordKeys } from './finding-words.ts'

/** `serial` tells two equal texts apart: each is a node of its own, and is read out. */
type Said = { readonly text: string; readonly serial: number }

const useSaid = create<Said>(() => ({ text: '', serial: 0 }))

/** Has a screen reader say this when it is done with what it says now. The one way to do so in the window. */
export function announce(text: string): void {
  useSaid.setState(({ serial }) => ({ text, serial: serial + 1 }))
}

/** Long enough for every screen reader; then the text is no page content to come upon. */
const keptMilliseconds = 10_000

type AnnouncerProps = { readonly state: AppState; readonly next: JourneyStep | null }

/** The one live region of the window: new findings, milestones, and answers to a press. A dialog does not hide it. */
export function Announcer({ state, next }: AnnouncerProps): ReactElement {
  const { text, serial } = useSaid()
  useNews(state, next)
  useEffect(() => {
    if (text === '') return undefined
    const timer = setTimeout(() => useSaid.setState({ text: '' }), keptMilliseconds)
    return () => clearTimeout(timer)
  }, [text, serial])
  // What was said to the window before is not said to the next one.
  useEffect(() => () => useSaid.setState({ text: '' }), [])
  // Fluent's dialogs hide all of the page but what lies in the body itself and says so.
  return createPortal(
    <div className="unseen announcer" aria-live="polite" data-tabster-never-hide="">
      {text !== '' && <p key={serial}>{text}</p>}
    </div>,
    document.body,
  )
}

/** Announces what is new in a state. */
function useNews(state: AppState, next: JourneyStep | null): void {
  const words = useWords()
  const known = useRef<{ readonly state: AppState; readonly at: Known } | null>(null)
  useEffect(() => {
    if (known.current?.state === state) return
    const before = known.current?.at ?? null
    const now = toKnown(before, state, next)
    known.current = { state, at: now }
    if (before === null) return
    // A heading that has just taken the focus is read out by itself.
    const heading = document.activeElement?.textContent ?? ''
    const sentences = toNews(before, now).map((news) => toSentence(news, words, heading))
    const text = sentences.filter((sentence) => sentence !== '').join(' ')
    if (text !== '') announce(text)
  })
}

/** At most so many are named: the screen has the others. */
const mostNamed = 3

function toSentence(news: News, words: Words, heading: string): string {
  const { say, toList, toNumber, toTime } = words
  switch (news.kind) {
    case 'steps-done':
      return say('news/steps-done', { steps: toList(news.steps.map((step) => say(`step/${step}/name`))) })
    case 'found': {
      const titles = news.findings.map((finding) => say(toWordKeys(finding).title))
      const unheard = titles.filter((title) => title !== heading).slice(0, mostNamed)
      return unheard.map((title) => say('news/found', { title })).join(' ')
    }
    case 'copied': {
      const copied = say('news/copied', { files: toNumber(news.files) })
      if (news.failed === 0) return copied
      return `${copied} ${say('files/progress-failed', { files: toNumber(news.failed) })}`
    }
    case 'confirmed':
      return say('news/confirmed')
    case 'proof-unable':
      return say(`files/proof-${news.obstacle}`, { next: news.nextAt === null ? '' : toTime(news.nextAt) })
    case 'receipt':
      return say('news/receipt', { receipt: news.receipt })
    case 'report':
      return say(reportWords[news.standing])
    case 'remedy':
      return `${say(`remedy/${news.standing}`)}. ${say(`remedy/${news.standing}-meaning`)}`
    case 'recording':
      return say(`recording/${news.standing}`)
    default:
      return assertNever(news)
  }
}

const reportWords = {
  sending: 'report/sending',
  unsaved: 'report/unsaved',
  queued: 'findings/report.queued/title',
  refused: 'findings/report.refused/title',
} as const
