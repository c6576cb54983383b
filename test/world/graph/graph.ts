import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from '../certificates.ts'
import type { IdentityProvider } from '../identity/identity-provider.ts'
import {
  accounts,
  amy,
  bob,
  contoso,
  fabrikam,
  graphAudience,
  joerg,
  toSiteName,
  type Account,
} from '../people.ts'

/** A person's OneDrive as Graph tells of it. */
export type Drive = { readonly webUrl: string }

export type GraphRecord = {
  readonly calls: readonly { readonly path: string; readonly oid: string | null; readonly status: number }[]
  /** Object ids whose drive was made by asking for it, as Graph does (onedrive-facts, fact 1). */
  readonly provisioned: readonly string[]
}

export type Graph = {
  readonly url: string
  /** What the next drive calls find: a drive, none that could be made, or null to make one when asked. */
  setDrive(account: Account, drive: Drive | 'missing' | null): void
  /** Answers the next `times` calls with this status and Graph error. */
  fault(status: number, code: string, times?: number, text?: string): void
  record(): GraphRecord
  stop(): Promise<void>
}

type Verified = { readonly kind: 'ok'; readonly account: Account } | Refusal
type Refusal = {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Starts a small Graph over TLS on loopback; it takes only tokens that the provider really signed for it. */
export async function startGraph(
  { cert, key }: Pick<Certificates, 'cert' | 'key'>,
  identity: IdentityProvider,
): Promise<Graph> {
  const drives = new Map<string, Drive | 'missing'>()
  for (const { target } of [amy, bob, joerg]) drives.set(target.oid, { webUrl: webUrlOf(target) })
  const calls: { path: string; oid: string | null; status: number }[] = []
  const provisioned: string[] = []
  const faults: { status: number; code: string; left: number; text: string }[] = []

  const server = createServer({ cert, key }, (request, response) => {
    void answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://localhost:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const verified = await verify(request.headers.authorization, identity)
    const oid = verified.kind === 'ok' ? verified.account.oid : null
    const send = (status: number, body: unknown): void => {
      calls.push({ path: pathname, oid, status })
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': randomUUID() })
      response.end(JSON.stringify(body))
    }
    if (verified.kind === 'refused') {
      return send(verified.status, toGraphError(verified.code, verified.message))
    }
    const fault = faults.find(({ left }) => left > 0)
    if (fault) {
      fault.left -= 1
      return send(fault.status, toGraphError(fault.code, fault.text))
    }
    const select = searchParams.get('$select')
    const { account } = verified
    switch (pathname) {
      case '/v1.0/me':
        return send(
          200,
          selected(
            { id: account.oid, displayName: account.name, mail: account.upn, userPrincipalName: account.upn },
            select,
          ),
        )
      case '/v1.0/me/drive': {
        const drive = drives.get(account.oid) ?? provision(account)
        if (drive === 'missing')
          return send(404, toGraphError('ResourceNotFound', "User's mysite not found."))
        const owner = { user: { id: account.oid, displayName: account.name } }
        return send(
          200,
          selected({ id: `b!${account.oid}`, driveType: 'business', webUrl: drive.webUrl, owner }, select),
        )
      }
      default:
        return send(404, toGraphError('BadRequest', `Resource not found for the segment '${pathname}'.`))
    }
  }

  function provision(account: Account): Drive {
    const drive = { webUrl: webUrlOf(account) }
    provisioned.push(account.oid)
    drives.set(account.oid, drive)
    return drive
  }

  return {
    url,
    setDrive: (account, drive) => {
      if (drive === null) drives.delete(account.oid)
      else drives.set(account.oid, drive)
    },
    fault: (status, code, times = 1, text = 'A fault that the test asked for.') =>
      faults.push({ status, code, left: times, text }),
    record: () => ({ calls, provisioned }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The address that SharePoint makes of a UPN: `/personal/amy_lee_fabrikam_com`. */
export function webUrlOf({ tenantId, upn }: Account): string {
  const { oneDriveHost } = tenantId === contoso.tenantId ? contoso : fabrikam
  return `https://${oneDriveHost}/personal/${toSiteName(upn)}/Documents`
}

async function verify(authorization: string | undefined, identity: IdentityProvider): Promise<Verified> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return refuse(401, 'InvalidAuthenticationToken', 'Access token is empty.')
  for (const { tenantId } of [fabrikam, contoso]) {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(identity.jwksOf(tenantId)), {
        issuer: `${identity.origin}/${tenantId}/v2.0`,
        audience: graphAudience,
        algorithms: ['RS256'],
      })
      return toVerified(payload, tenantId)
    } catch (error) {
      // The other tenant's key may fit; a fault of ours must not look like a bad token.
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  return refuse(401, 'InvalidAuthenticationToken', 'Access token validation failure.')
}

function toVerified(payload: JWTPayload, tenantId: string): Verified {
  const scopes = typeof payload['scp'] === 'string' ? payload['scp'].split(' ') : []
  const account = accounts.find(({ oid }) => oid === payload['oid'])
  if (account === undefined || payload['tid'] !== tenantId) {
    return refuse(401, 'InvalidAuthenticationToken', 'The token is of another tenant.')
  }
  if (!scopes.includes('Files.Read')) return refuse(403, 'accessDenied', 'Insufficient privileges.')
  return { kind: 'ok', account }
}

function refuse(status: number, code: string, message: string): Refusal {
  return { kind: 'refused', status, code, message }
}

function toGraphError(code: string, message: string): Record<string, unknown> {
  const id = randomUUID()
  const innerError = { date: new Date().toISOString(), 'request-id': id, 'client-request-id': id }
  return { error: { code, message, innerError } }
}

function selected(resource: Record<string, unknown>, select: string | null): Record<string, unknown> {
  if (select === null) return resource
  const wanted = new Set(select.split(','))
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)))
}
