import { createHash, X509Certificate } from 'node:crypto'
import {
  ConfidentialClientApplication,
  type Configuration,
  type INetworkModule,
  type NetworkRequestOptions,
} from '@azure/msal-node'
import { decodeJwt } from 'jose'
import type { AskOutside } from '../egress/ask-outside.ts'
import { LiveTrouble } from './live-trouble.ts'
import { readTrustedFile } from './read-trusted-file.ts'

/** What the endpoint proves itself with; files are read anew whenever a token is needed. */
export type LiveCredential =
  | { readonly kind: 'certificate'; readonly file: string }
  | { readonly kind: 'secret'; readonly file: string }
  | { readonly kind: 'workload-identity'; readonly file: string }

export type CredentialSettings = {
  /** Sign-in service without the tenant id. */
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly credential: LiveCredential
  /** `https://graph.microsoft.com`: the service that the token is for. */
  readonly resource: string
}

/** Gives a token for Graph. With `isRefused` the one that it gave before was refused, and a new one is asked for. */
export type GetToken = (isRefused?: boolean) => Promise<string>

const readPermissions = ['CrossTenantContentMigration.Read.All', 'CrossTenantContentMigration.ReadWrite.All']

/** Signs the endpoint in as itself, by MSAL. The token stays in memory, between here and the request to Graph. */
export function createGetToken(settings: CredentialSettings, ask: AskOutside): GetToken {
  const { authority, tenantId, clientId, credential, resource } = settings
  let used: { readonly text: string; readonly application: ConfidentialClientApplication } | null = null

  /** The same application for the same file: MSAL keeps its tokens. A rotated file begins a new one. */
  async function openApplication(): Promise<ConfidentialClientApplication> {
    const text = await readTrustedFile(credential.file)
    if (used?.text !== text) {
      const auth: Configuration['auth'] = {
        clientId,
        authority: `${authority}/${tenantId}`,
        // Without it MSAL believes Microsoft's own sign-in services only.
        knownAuthorities: [new URL(authority).host],
        ...toProof(credential.kind, text),
      }
      used = {
        text,
        application: new ConfidentialClientApplication({ auth, system: { networkClient: toNetwork(ask) } }),
      }
    }
    return used.application
  }

  return async (isRefused = false) => {
    // Not `skipCache`: MSAL would prove itself with the same assertion once more, which a strict service takes for a replay.
    if (isRefused) used = null
    const application = await openApplication()
    const result = await application
      .acquireTokenByClientCredential({ scopes: [`${resource}/.default`] })
      .catch((error: unknown) => {
        throw toTrouble(error)
      })
    const token = result?.accessToken ?? ''
    assertToken(token, tenantId)
    return token
  }
}

function toProof(kind: LiveCredential['kind'], text: string): Partial<Configuration['auth']> {
  if (kind === 'secret') return { clientSecret: text }
  if (kind === 'workload-identity') return { clientAssertion: text }
  try {
    const [pem = ''] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text) ?? []
    const [privateKey = ''] =
      /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA )?PRIVATE KEY-----/.exec(text) ?? []
    if (privateKey === '') throw new Error('no private key')
    const { raw } = new X509Certificate(pem)
    return {
      clientCertificate: { thumbprintSha256: createHash('sha256').update(raw).digest('hex'), privateKey },
    }
  } catch {
    throw new LiveTrouble(
      'live.file-unreadable',
      'it has to hold a certificate and its private key without a password, as PEM',
    )
  }
}

/** MSAL's requests go the way of all others. */
function toNetwork(ask: AskOutside): INetworkModule {
  const send = async <Body>(method: 'GET' | 'POST', text: string, options: NetworkRequestOptions = {}) => {
    const { status, headers, text: body } = await ask(new URL(text), { method, ...options })
    // MSAL says what its answer is, and proves it itself.
    return { status, headers: { ...headers }, body: JSON.parse(body) as Body }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}

/** Nothing of MSAL's text is kept but Entra's number: it may name accounts and addresses. */
function toTrouble(error: unknown): LiveTrouble {
  const text = error instanceof Error ? error.message : ''
  const [number] = /AADSTS\d{5,7}/.exec(text) ?? []
  const { errorCode } = error as { errorCode?: unknown }
  const isNetwork = typeof errorCode !== 'string' || /network|endpoint|openid/.test(errorCode)
  if (number === undefined && isNetwork)
    return new LiveTrouble('live.unreachable', 'the sign-in service did not answer')
  return new LiveTrouble('live.token-refused', number ?? String(errorCode))
}

/** The token is of our target tenant, of an application and not a person, and has the permission. */
function assertToken(token: string, tenantId: string): void {
  let claims: ReturnType<typeof decodeJwt>
  try {
    claims = decodeJwt(token)
  } catch {
    throw new LiveTrouble('live.token-refused', 'the sign-in service gave something else than a token')
  }
  const { roles, scp, tid } = claims
  if (tid !== tenantId) throw new LiveTrouble('live.token-refused', 'the token is of another tenant')
  if (scp !== undefined) throw new LiveTrouble('live.token-refused', 'the token is a person’s')
  if (
    !Array.isArray(roles) ||
    !roles.some((role: unknown) => readPermissions.some((known) => known === role))
  )
    throw new LiveTrouble('live.permission-missing', 'CrossTenantContentMigration.Read.All is not granted')
}
