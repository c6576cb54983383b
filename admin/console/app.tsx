import { Button } from '@fluentui/react-components'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useContext, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { ApiContext, ApiRefused, createApi, useApi } from './api/api.ts'
import { browserTabs, follow } from './api/follow.ts'
import type { Liveness } from './api/live.ts'
import { queries, refresh } from './api/queries.ts'
import { limitChanges, waitFor } from './api/limit-changes.ts'
import { Failure } from './parts/failure.tsx'
import { Shell } from './parts/shell.tsx'
import { Trouble } from './parts/trouble.tsx'
import { Waiting } from './parts/waiting.tsx'
import { SignInEnded, type Session } from './session/session.ts'
import { SignInPage } from './pages/sign-in-page.tsx'
import { RoleContext, UsernameContext } from './role.ts'
import { Pages } from './pages/pages.tsx'
import { unnamed, useWords, WordsContext, type Names } from './use-words.ts'

const tabs = browserTabs()

/** The console: the sign-in, or the pages for the signed-in account. */
export function App({ session }: { session: Session }): ReactElement {
  const state = useStore(session.state)
  const api = useMemo(() => createApi(session.fetch), [session])
  const client = useMemo(() => createQueryClient(), [])
  const place = (): string => location.pathname + location.search
  if (state.kind !== 'signed-in')
    return (
      <SignInPage
        state={state}
        wantsCode={session.wantsCode}
        onSignIn={(code) => session.signIn(place(), code)}
      />
    )
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={client}>
        <SignedIn session={session} name={state.name} username={state.username} client={client} />
      </QueryClientProvider>
    </ApiContext>
  )
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal stays a refusal; what went wrong on the way is tried again.
        retry: (failures, error) =>
          failures < 2 &&
          !(error instanceof SignInEnded) &&
          !(error instanceof ApiRefused && error.status < 500),
      },
    },
  })
}

type SignedInProps = {
  readonly session: Session
  readonly name: string
  readonly username: string
  readonly client: QueryClient
}

function SignedIn({ session, name, username, client }: SignedInProps): ReactElement {
  const me = useQuery(queries.me(useApi()))
  const [liveness, setLiveness] = useState<Liveness>('connecting')
  const mayLook = me.data !== undefined && me.data.role !== 'person'
  useEffect(() => {
    if (!mayLook) return undefined
    const stop = new AbortController()
    const onChange = limitChanges((change) => refresh(client, change), stop.signal)
    const { origin } = location
    const isVisible = (): boolean => document.visibilityState === 'visible'
    const now = (): number => performance.now()
    void follow(
      { send: session.fetch, origin, tabs, onChange, onLiveness: setLiveness, wait: waitFor, isVisible, now },
      stop.signal,
    )
    return () => stop.abort()
  }, [mayLook, session, client])

  const signOut = (): void => void session.signOut()
  if (me.isPending) return <Waiting />
  // Entra writes only the console's scope into the console's token: without a role the endpoint does not know the person.
  const isUnknown = me.error instanceof ApiRefused && me.error.code === 'auth.missing-role'
  if (isUnknown || (!me.isError && me.data.role === 'person'))
    return <NoRole username={username} onSignOut={signOut} />
  if (me.isError)
    return (
      <main className="main" id="content">
        <Failure error={me.error} onRetry={() => void me.refetch()} />
      </main>
    )
  // A replica of an older version sends no name.
  const organisations = (me.data.organisations as Names | undefined) ?? unnamed
  return (
    <RoleContext value={me.data.role}>
      <UsernameContext value={username}>
        <NamedWords names={organisations}>
          <Shell name={name} username={username} liveness={liveness} onSignOut={signOut}>
            <Pages />
          </Shell>
        </NamedWords>
      </UsernameContext>
    </RoleContext>
  )
}

function NoRole({ username, onSignOut }: { username: string; onSignOut: () => void }): ReactElement {
  const { say } = useWords()
  return (
    <Trouble title="trouble/no-role" text="trouble/no-role-meaning" values={{ username }}>
      <Button appearance="primary" onClick={onSignOut}>
        {say('shell/sign-out')}
      </Button>
    </Trouble>
  )
}

/** Below it the sentences call the organisations by their names. */
function NamedWords({ names, children }: { names: Names; children: ReactNode }): ReactElement {
  const context = useContext(WordsContext)
  return <WordsContext value={context && { ...context, names }}>{children}</WordsContext>
}
