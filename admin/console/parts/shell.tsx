import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation'
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { Liveness } from '../api/live.ts'
import { pagesFor, type ConsolePage } from '../pages/page-list.ts'
import { useIsAdmin } from '../role.ts'
import { useNames, useWords } from '../use-words.ts'

type ShellProps = {
  readonly name: string
  readonly username: string
  readonly liveness: Liveness
  readonly onSignOut: () => void
  readonly children: ReactNode
}

/** The frame of every page: the organisations, the links to the other pages, and sign-out. */
export function Shell({ name, username, liveness, onSignOut, children }: ShellProps): ReactElement {
  const { say } = useWords()
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say('shell/skip')}
      </a>
      <header className="top">
        <span className="mark" aria-hidden />
        <span className="top-name">Landfall</span>
        <Organisations />
        <LiveSign liveness={liveness} />
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button
              appearance="subtle"
              className="top-person"
              aria-label={say('shell/signed-in-as', { name })}
            >
              {name}
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <p className="menu-name">{username}</p>
            <MenuList>
              <MenuItem onClick={onSignOut}>{say('shell/sign-out')}</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      </header>
      <div className="rooms">
        <Navigation />
        <main className="main" id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}

/** The organisations that people move between; nothing where the configuration names neither. */
function Organisations(): ReactElement | null {
  const { say } = useWords()
  const { source, target } = useNames()
  if (source === null && target === null) return null
  return <span className="top-move">{say('shell/move')}</span>
}

function LiveSign({ liveness }: { liveness: Liveness }): ReactElement {
  const { say } = useWords()
  return (
    <span className="live" role="status" data-liveness={liveness}>
      <span className="live-dot" aria-hidden />
      <span className="live-words">{say(`live/${liveness}`)}</span>
    </span>
  )
}

function Navigation(): ReactElement {
  const { say } = useWords()
  const [location] = useLocation()
  const [isOpen, setIsOpen] = useState(false)
  const pages = pagesFor(useIsAdmin() ? 'admin' : 'helpdesk')
  const shown = pages.find((page) => isOf(page, location))
  const last = useRef(location)
  useEffect(() => {
    if (last.current === location) return
    last.current = location
    // Announces the page to screen readers.
    document.getElementById('content')?.focus()
  }, [location])
  return (
    <>
      <title>{shown === undefined ? 'Landfall' : `${say(shown.name)} – Landfall`}</title>
      <nav className="nav" aria-label={say('shell/pages')} data-open={isOpen}>
        <Button
          className="nav-toggle"
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {shown === undefined ? say('shell/pages') : say(shown.name)}
        </Button>
        <ul className="nav-list">
          {pages.map((page) => (
            <li key={page.address}>
              <Link
                href={page.address}
                className="nav-link"
                aria-current={page === shown ? 'page' : undefined}
                onClick={() => setIsOpen(false)}
              >
                <page.Icon aria-hidden />
                {say(page.name)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  )
}

function isOf({ address }: ConsolePage, location: string): boolean {
  return address === '/' ? location === '/' : location === address || location.startsWith(`${address}/`)
}
