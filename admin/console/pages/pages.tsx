import { lazy, Suspense, type ReactElement, type ReactNode } from 'react'
import { Link, Route, Switch } from 'wouter'
import { Waiting } from '../parts/waiting.tsx'
import { useIsAdmin } from '../role.ts'
import { useWords } from '../use-words.ts'
import { ProgressPage } from './progress/progress-page.tsx'

// The first page comes with the console, the others when they are opened.
const PeoplePage = lazy(() =>
  import('./people/people-page.tsx').then((part) => ({ default: part.PeoplePage })),
)
const PersonPage = lazy(() =>
  import('./person/person-page.tsx').then((part) => ({ default: part.PersonPage })),
)
const HelpdeskPage = lazy(() =>
  import('./helpdesk/helpdesk-page.tsx').then((part) => ({ default: part.HelpdeskPage })),
)
const RunbookPage = lazy(() =>
  import('./runbook/runbook-page.tsx').then((part) => ({ default: part.RunbookPage })),
)
const ImportsPage = lazy(() =>
  import('./imports/imports-page.tsx').then((part) => ({ default: part.ImportsPage })),
)
const SettingsPage = lazy(() =>
  import('./settings/settings-page.tsx').then((part) => ({ default: part.SettingsPage })),
)
const AuditPage = lazy(() => import('./audit/audit-page.tsx').then((part) => ({ default: part.AuditPage })))

/** The page of the address. */
export function Pages(): ReactElement {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/">
          <ProgressPage />
        </Route>
        <Route path="/people">
          <PeoplePage />
        </Route>
        <Route path="/people/:id">{({ id }) => <PersonPage id={id} />}</Route>
        <Route path="/helpdesk">
          <HelpdeskPage />
        </Route>
        <Route path="/runbook">
          <AdminOnly>
            <RunbookPage />
          </AdminOnly>
        </Route>
        <Route path="/imports">
          <AdminOnly>
            <ImportsPage />
          </AdminOnly>
        </Route>
        <Route path="/settings">
          <AdminOnly>
            <SettingsPage />
          </AdminOnly>
        </Route>
        <Route path="/audit">
          <AdminOnly>
            <AuditPage />
          </AdminOnly>
        </Route>
        <Route>
          <NoSuchPage />
        </Route>
      </Switch>
    </Suspense>
  )
}

function AdminOnly({ children }: { children: ReactNode }): ReactElement {
  const { say } = useWords()
  if (useIsAdmin()) return <>{children}</>
  return (
    <div className="empty">
      <h1>{say('trouble/admins-only')}</h1>
      <p>{say('trouble/admins-only-meaning')}</p>
    </div>
  )
}

function NoSuchPage(): ReactElement {
  const { say } = useWords()
  return (
    <div className="empty">
      <h1>{say('trouble/no-page')}</h1>
      <p>{say('trouble/no-page-meaning')}</p>
      <Link href="/" className="link">
        {say('pages/progress')}
      </Link>
    </div>
  )
}
