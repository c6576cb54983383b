import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react'

/** A list behind a button: what its parts need. */
export type Menu = {
  /** For the element around both. */
  readonly root: {
    readonly ref: RefObject<HTMLDivElement | null>
    readonly onKeyDown: (event: KeyboardEvent) => void
  }
  readonly button: {
    readonly ref: RefObject<HTMLButtonElement | null>
    readonly 'aria-expanded': boolean
    readonly 'aria-controls': string
    readonly onClick: () => void
  }
  readonly list: { readonly id: string; readonly hidden: boolean }
  /** Shuts the list where something else takes the focus. */
  readonly shut: () => void
  /** Shuts the list and puts the focus back on the button. */
  readonly leave: () => void
}

/** Escape, a press elsewhere and the focus elsewhere shut the list. */
export function useMenu(): Menu {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const listId = useId()
  useShutOutside(root, isOpen, setOpen)
  const shut = (): void => setOpen(false)
  const leave = (): void => {
    shut()
    button.current?.focus()
  }
  return {
    root: {
      ref: root,
      onKeyDown: (event) => {
        if (event.key === 'Escape' && isOpen) leave()
      },
    },
    button: {
      ref: button,
      'aria-expanded': isOpen,
      'aria-controls': listId,
      onClick: () => setOpen(!isOpen),
    },
    list: { id: listId, hidden: !isOpen },
    shut,
    leave,
  }
}

function useShutOutside(
  root: RefObject<HTMLDivElement | null>,
  isOpen: boolean,
  setOpen: (isOpen: boolean) => void,
): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const shutOutside = (event: Event): void => {
      if (!(event.target instanceof Node) || !root.current) return
      // A dialog that was opened from here is elsewhere in the page, and brings the focus back here.
      const isInDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      if (!isInDialog && !root.current.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', shutOutside)
    document.addEventListener('focusin', shutOutside)
    return () => {
      document.removeEventListener('pointerdown', shutOutside)
      document.removeEventListener('focusin', shutOutside)
    }
  }, [root, isOpen, setOpen])
}
