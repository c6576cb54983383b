import type { IncomingMessage, ServerResponse } from 'node:http'
import { accounts, findAccount, password, type Organisation } from '../people.ts'
import { readForm } from './entra-shape.ts'
import type { Obstacles } from './interventions.ts'
import { renderApproval, renderDeadEnd, renderLogin, type LoginPage } from './pages.ts'
import { sendPage } from './send-answer.ts'
import type { TenantProvider } from './tenant-provider.ts'

/** A tenant's provider, and whose it is. */
export type Tenant = TenantProvider & { readonly organisation: Organisation }

/** One request, on its way to a tenant's provider. */
export type Visit = {
  readonly obstacles: Obstacles
  readonly tenant: Tenant
  readonly url: URL
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The person's side: pick an account, give an address, give the password. */
export async function logIn({ obstacles, tenant, url, request, response }: Visit): Promise<void> {
  const { organisation, provider } = tenant
  const details = await provider.interactionDetails(request, response)
  const signedIn = details.session?.accountId
  const show = (page: LoginPage): void =>
    sendPage(response, renderLogin(organisation.name, url.pathname, page))
  const finish = (result: Record<string, unknown>): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  const letIn = async (oid: string): Promise<void> => {
    const end = obstacles.takeEndPage('known-person')
    if (end === null) return await finish({ login: { accountId: oid }, select_account: {} })
    if (end.kind === 'refusal') return sendPage(response, renderDeadEnd(organisation.name, end.text))
    return sendPage(response, renderApproval(organisation.name, url.pathname))
  }

  if (request.method !== 'POST') {
    const upn = accounts.find(({ oid }) => oid === signedIn)?.upn
    const hint = details.params['login_hint']
    if (upn !== undefined) return show({ kind: 'pick-account', signedIn: [upn] })
    return show({ kind: 'address', hint: typeof hint === 'string' ? hint : '', problem: null })
  }

  const form = await readForm(request)
  // Also with the request for approval sent: the app cannot tell these apart.
  if (form.has('cancel') || form.has('approval')) {
    return finish({
      error: 'access_denied',
      error_description: 'AADSTS65004: User declined to consent to access the app.',
    })
  }
  if (form.has('pick')) {
    const picked = findAccount(organisation.tenantId, form.get('pick') ?? '')
    return picked ? letIn(picked.oid) : show({ kind: 'address', hint: '', problem: null })
  }
  const address = form.get('loginfmt') ?? ''
  const account = findAccount(organisation.tenantId, address)
  if (account === undefined) {
    const text = `AADSTS50020: User account '${address}' does not exist in tenant '${organisation.name}' and cannot access the application. Sign out and sign in again with a different account.`
    return sendPage(response, renderDeadEnd(organisation.name, text))
  }
  if (!form.has('passwd')) return show({ kind: 'password', address, problem: null })
  if (form.get('passwd') !== password) {
    return show({ kind: 'password', address, problem: 'Your account or password is incorrect.' })
  }
  return letIn(account.oid)
}
