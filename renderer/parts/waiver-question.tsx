import { lazy, Suspense, useState, type ReactElement } from 'react'
import type { WaiverQuestion as Question } from '../../shared/files/rescue.ts'

const WaiverDialog = lazy(async () => ({
  default: (await import('../steps/files/waiver-dialog.tsx')).WaiverDialog,
}))

/** The question about a waiver, at whichever step the journey is when it is answered. Loaded when the first one is asked. */
export function WaiverQuestion({ question }: { question: Question | null }): ReactElement | null {
  const [wasAsked, setAsked] = useState(false)
  if (question !== null && !wasAsked) setAsked(true)
  if (!wasAsked) return null
  return (
    <Suspense fallback={null}>
      <WaiverDialog question={question} />
    </Suspense>
  )
}
