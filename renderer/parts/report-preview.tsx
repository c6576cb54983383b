import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'
import { Disclosure } from './disclosure.tsx'

/** The exact report, before and after it is sent. */
export function ReportPreview({ json, isSent }: { json: string; isSent: boolean }): ReactElement {
  const { say } = useWords()
  return (
    <Disclosure label={say(isSent ? 'report/preview-sent' : 'report/preview')}>
      <p>{say('report/preview-meaning')}</p>
      <pre className="json" dir="ltr" lang="en" tabIndex={0} role="region" aria-label={say('report/json')}>
        {json}
      </pre>
    </Disclosure>
  )
}
