import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SignJWT } from 'jose'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAskOutside } from '../../../admin/server/egress/ask-outside.ts'
import { createEgress } from '../../../admin/server/egress/egress.ts'
import { createGetToken, type LiveCredential } from '../../../admin/server/live/credentials.ts'
import { readTrustedFile } from '../../../admin/server/live/read-trusted-file.ts'
import { createCertificates } from '../../world/certificates.ts'
import { startIdentityProvider, type IdentityProvider } from '../../world/identity/identity-provider.ts'
import { fabrikam, graphAudience } from '../../world/people.ts'
import { faults } from '../../world/identity/faults.ts'

const permission = 'CrossTenantContentMigration.Read.All'
const secret = 'a~secret.of-Entra_34567890123456789012345'

describe('how the live source proves itself', () => {
  let folder: string
  let identity: IdentityProvider
  let ca: string
  let pem: { readonly cert: string; readonly private: string }
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'landfall-live-'))
    const certificates = await createCertificates(folder)
    ca = certificates.ca
    identity = await startIdentityProvider(certificates)
    pem = await generate([{ name: 'commonName', value: 'live' }], { keySize: 2048, algorithm: 'sha256' })
  })
  afterAll(async () => {
    await identity.stop()
    await rm(folder, { recursive: true })
  })

  const write = async (text: string, mode = 0o600): Promise<string> => {
    const file = path.join(folder, randomUUID())
    await writeFile(file, text)
    await chmod(file, mode)
    return file
  }
  const open = (clientId: string, credential: LiveCredential) =>
    createGetToken(
      {
        authority: identity.origin,
        tenantId: fabrikam.tenantId,
        clientId,
        credential,
        resource: graphAudience,
      },
      createAskOutside(createEgress({ ca })),
    )
  const publicKey = () => createPublicKey(createPrivateKey(pem.private)).export({ format: 'jwk' })
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: Error) => error.message,
    )
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
  const tokenRequests = () => identity.requests().filter(({ grant }) => grant === 'client_credentials').length
  async function register(proof: 'secret' | 'key', roles: readonly string[] = [permission]): Promise<string> {
    const clientId = randomUUID()
    await identity.registerReader(fabrikam.tenantId, {
      clientId,
      roles,
      proof: proof === 'secret' ? { secret } : { publicKey: publicKey() },
    })
    return clientId
  }

  it('by a certificate, keeps the token while it lasts, and asks for another where it was refused', async () => {
    const clientId = await register('key')
    const getToken = open(clientId, {
      kind: 'certificate',
      file: await write(`${pem.private}\n${pem.cert}`),
    })
    const before = tokenRequests()
    const token = await getToken()
    expect(claimsOf(token)).toMatchObject({
      tid: fabrikam.tenantId,
      aud: graphAudience,
      roles: [permission],
    })
    expect(await getToken()).toBe(token)
    expect(tokenRequests() - before).toBe(1)
    await getToken(true)
    expect(tokenRequests() - before).toBe(2)
  })

  it('by a secret, read anew when the file is another one', async () => {
    const clientId = await register('secret')
    const file = await write(`wrong-${secret}`)
    const getToken = open(clientId, { kind: 'secret', file })
    expect(await codeOf(getToken())).toMatch(/^live\.token-refused: AADSTS\d+$/)
    await writeFile(file, `${secret}\n`)
    expect(claimsOf(await getToken())).toMatchObject({ roles: [permission] })
  })

  it('by the token that the platform keeps in a file', async () => {
    const clientId = await register('key')
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'PS256' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(`${identity.origin}/${fabrikam.tenantId}/v2.0`)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(createPrivateKey(pem.private))
    const getToken = open(clientId, { kind: 'workload-identity', file: await write(assertion) })
    expect(claimsOf(await getToken())).toMatchObject({ tid: fabrikam.tenantId })
  })

  it('refuses a token without the permission', async () => {
    const clientId = await register('secret', ['User.Read.All'])
    const getToken = open(clientId, { kind: 'secret', file: await write(secret) })
    expect(await codeOf(getToken())).toMatch(/^live\.permission-missing/)
  })

  it('refuses a token of another tenant', async () => {
    const clientId = await register('secret')
    identity.sayTenant(randomUUID())
    const getToken = open(clientId, { kind: 'secret', file: await write(secret) })
    const code = await codeOf(getToken())
    identity.sayTenant(null)
    expect(code).toMatch(/^live\.token-refused/)
  })

  it('says the number of a refusal and nothing else of it', async () => {
    const clientId = await register('secret')
    identity.fault('token', faults.consentMissing())
    const getToken = open(clientId, { kind: 'secret', file: await write(secret) })
    expect(await codeOf(getToken())).toMatch(/^live\.token-refused: AADSTS\d+$/)
  })

  it.each([
    ['others can write', 0o602],
    ['the group can write', 0o620],
  ])('believes no file that %s', async (_name, mode) => {
    expect(await codeOf(readTrustedFile(await write(secret, mode)))).toMatch(/^live\.file-not-trusted/)
  })

  it('believes no file in a folder that others can write, also through a link', async () => {
    const open = path.join(folder, 'open')
    await rm(open, { recursive: true, force: true })
    await mkdir(open)
    const file = path.join(open, 'secret')
    await writeFile(file, secret, { mode: 0o600 })
    await chmod(open, 0o777)
    const link = path.join(folder, `link-${createHash('sha256').update(open).digest('hex').slice(0, 8)}`)
    await symlink(file, link)
    expect(await codeOf(readTrustedFile(link))).toMatch(/^live\.file-not-trusted/)
    await chmod(open, 0o1777)
    expect(await readTrustedFile(link)).toBe(secret)
  })

  it('says that a file is not there', async () => {
    expect(await codeOf(readTrustedFile(path.join(folder, 'none')))).toBe('live.file-unreadable: ENOENT')
  })
})
