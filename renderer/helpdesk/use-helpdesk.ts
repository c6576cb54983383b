import { useEffect, useState } from 'react'

/** Whether the helpdesk's page is open. Ctrl+Shift+H opens and shuts it, on a Mac with the command key too; Escape shuts it. */
export function useHelpdesk(): readonly [boolean, (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const hasKeys = event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === 'KeyH'
      const isInDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      if (hasKeys) setOpen((last) => !last)
      else if (event.key === 'Escape' && !isInDialog && !event.defaultPrevented) setOpen(false)
      if (hasKeys) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return [isOpen, setOpen]
}
