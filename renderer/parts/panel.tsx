import { useEffect, useRef, type ReactElement, type ReactNode } from 'react'

type PanelProps = { readonly viewKey: string; readonly isPicked: boolean; readonly children: ReactNode }

/** The right side. When there is something else to read, reading starts at its heading. */
export function Panel({ viewKey, isPicked, children }: PanelProps): ReactElement {
  const panel = useRef<HTMLElement>(null)
  const shown = useRef(viewKey)
  useEffect(() => {
    if (shown.current === viewKey || panel.current === null) return
    shown.current = viewKey
    panel.current.scrollTop = 0
    // News must not move the focus of a person who is in the list or the footer.
    const { activeElement } = document
    const isElsewhere = activeElement !== document.body && !panel.current.contains(activeElement)
    if (isPicked || !isElsewhere) panel.current.querySelector<HTMLElement>('h1')?.focus()
  }, [viewKey, isPicked])
  return (
    <main className="panel" id="content" ref={panel}>
      {children}
    </main>
  )
}
