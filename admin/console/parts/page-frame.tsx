import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components'
import type { i18n } from 'i18next'
import type { ReactElement, ReactNode } from 'react'
import { useTheme } from '../theme.ts'
import { unnamed, useWords, WordsContext } from '../use-words.ts'

// The page's policy lets styles in by the nonce of the answer that brought the page.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

type PageFrameProps = {
  readonly words: i18n
  /** Puts a banner above every page. */
  readonly isDemo?: boolean
  readonly children: ReactNode
}

/** Fluent's theme in the system's mode, and the person's words. */
export function PageFrame({ words, isDemo = false, children }: PageFrameProps): ReactElement {
  const theme = useTheme()
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider className={isDemo ? 'fluent with-banner' : 'fluent'} theme={theme}>
        <WordsContext value={{ words, names: unnamed }}>
          {isDemo && <DemoBanner />}
          {children}
        </WordsContext>
      </FluentProvider>
    </RendererProvider>
  )
}

/** Says on every page that nothing here is real. */
function DemoBanner(): ReactElement {
  const { say } = useWords()
  return (
    <aside className="demo-banner" aria-label={say('demo/title')}>
      <strong>{say('demo/title')}</strong> {say('demo/meaning')}
    </aside>
  )
}
