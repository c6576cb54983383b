import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components'
import type { i18n } from 'i18next'
import type { ReactElement, ReactNode } from 'react'
import { useTheme } from '../theme.ts'
import { unnamed, WordsContext } from '../use-words.ts'

// The page's policy lets styles in by the nonce of the answer that brought the page.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

/** Fluent's theme in the system's mode, and the person's words. */
export function PageFrame({ words, children }: { words: i18n; children: ReactNode }): ReactElement {
  const theme = useTheme()
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider className="fluent" theme={theme}>
        <WordsContext value={{ words, names: unnamed }}>{children}</WordsContext>
      </FluentProvider>
    </RendererProvider>
  )
}
