import { createContext, useContext } from 'react'
import type { Role } from './api/answers.ts'

export const RoleContext = createContext<Role>('person')

/** True where the signed-in account may change things. What is shown follows it; what is done, the endpoint decides. */
export function useIsAdmin(): boolean {
  return useContext(RoleContext) === 'admin'
}

export const UsernameContext = createContext('')

/** Who is signed in, as the sign-in service calls them. */
export function useUsername(): string {
  return useContext(UsernameContext)
}
