import { createStore } from 'zustand/vanilla'
import { answerOf, ApiRefused, createApi } from '../api/api.ts'
import type { DemoToken } from '../api/answers.ts'
import { fetchAs } from './fetch-as.ts'
import { SignInEnded, type OpenedSession, type Session, type SessionState } from './session-state.ts'

/** Of this tab only, and gone with it. */
const key = 'landfall-demo'

/** The session of a demonstration: the endpoint itself gives the token, for the code that its terminal shows. */
export async function openDemoSession(): Promise<OpenedSession> {
  let token = readToken()
  const state = createStore<SessionState>(() =>
    token === null ? { kind: 'signed-out', problem: null } : toSignedIn(token),
  )
  const api = createApi((request) => fetch(request))

  function keep(next: DemoToken | null): void {
    token = next
    if (next === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(next))
  }

  const session: Session = {
    state,
    wantsCode: true,
    async signIn(place, code) {
      try {
        const given = await answerOf(api.POST('/v1/demo/sign-in', { body: { code } }))
        keep(given)
        history.replaceState(null, '', place)
        state.setState(toSignedIn(given))
      } catch (error) {
        if (!(error instanceof ApiRefused)) throw error
        const isWrong = error.code === 'demo.wrong-code'
        state.setState({
          kind: 'signed-out',
          problem: isWrong ? { kind: 'wrong-code' } : { kind: 'refused', code: error.code },
        })
      }
    },
    async signOut() {
      keep(null)
      state.setState({ kind: 'signed-out', problem: null })
    },
    async fetch(request) {
      if (token === null) throw new SignInEnded()
      const response = await fetchAs(request, token.token)
      if (response.status !== 401) return response
      // It has expired, or the demonstration was started anew.
      keep(null)
      state.setState({ kind: 'ended' })
      throw new SignInEnded()
    },
  }
  return { session, place: null }
}

function readToken(): DemoToken | null {
  const text = sessionStorage.getItem(key)
  // Only this file writes it.
  return text === null ? null : (JSON.parse(text) as DemoToken)
}

function toSignedIn({ name, username }: DemoToken): SessionState {
  return { kind: 'signed-in', name, username }
}
