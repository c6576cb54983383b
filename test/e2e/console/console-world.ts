import { PublicClientApplication } from '@azure/msal-node'
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createNetworkClient } from '../../../electron/session/network-client.ts'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import { startAdminEndpoint, type AdminEndpoint } from '../../world/admin-endpoint.ts'
import { launchHeadless } from '../../world/browser.ts'
import { createCertificates, type Certificates } from '../../world/certificates.ts'
import { createFormBrowser } from '../../world/form-browser.ts'
import { startIdentityProvider, type IdentityProvider } from '../../world/identity/identity-provider.ts'
import { adminScope, clientId, fabrikam, type Account, type Mover } from '../../world/people.ts'
import { signInToConsole } from '../../world/sign-in-to-console.ts'
import { createTrustingFetch } from '../../world/trusting-fetch.ts'
import { expectNothingWider } from '../expect-nothing-wider.ts'
import { expectNothingFromAxe } from '../look-with-axe.ts'

/** The endpoint with its console, its database and the sign-in service, without the rest of the world. */
export type ConsoleWorld = {
  readonly admin: AdminEndpoint
  readonly identity: IdentityProvider
  readonly browser: Browser
  /** The authority of every certificate in it, PEM. */
  readonly ca: string
  readonly certificates: Certificates
  /** What any page said on its console, or threw. */
  readonly complaints: readonly string[]
  /** Opens an address and signs in there, of the endpoint or of a proxy before it; gives the page that comes back. */
  openAs(account: Account, place: string, look?: BrowserContextOptions, origin?: string): Promise<Page>
  /** Hands in a report as the app of this person would. */
  report(mover: Mover, report: CompletionReport): Promise<void>
  stop(): Promise<void>
}

type Settings = Readonly<Record<string, unknown>>

/** `settings` go into the endpoint's configuration; a function makes them, with a folder for their files and what is there by then. */
export async function startConsoleWorld(
  settings:
    | Settings
    | ((folder: string, certificates: Certificates, identity: IdentityProvider) => Promise<Settings>) = {},
): Promise<ConsoleWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-console-'))
  // The database of the endpoint runs as another user where we are root.
  await chmod(folder, 0o711)
  const certificates = await createCertificates(folder)
  const identity = await startIdentityProvider(certificates)
  const made = typeof settings === 'function' ? await settings(folder, certificates, identity) : settings
  const admin = await startAdminEndpoint(path.join(folder, 'admin'), certificates, identity, made)
  const browser = await launchHeadless(certificates)
  const complaints: string[] = []
  return {
    admin,
    identity,
    browser,
    ca: certificates.ca,
    certificates,
    complaints,
    async openAs(account, place, look, origin = admin.url) {
      const page = await openPage(browser, look, (text, from) => {
        // Other origins are not the endpoint's; what a page threw has none.
        if (from === null || from.startsWith(origin)) complaints.push(text)
      })
      await signInToConsole(page, origin, account, place)
      return page
    },
    report: ({ target }, content) =>
      handIn({ admin, identity, fetch: createTrustingFetch(certificates.ca) }, target, content),
    async stop() {
      await browser.close()
      await admin.stop()
      await identity.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A page of a new profile. `complain` hears what it says on its console, with the address, or throws. */
async function openPage(
  browser: Browser,
  look: BrowserContextOptions | undefined,
  complain: (text: string, from: string | null) => void,
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...look,
  })
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => complain(message, null))
  page.on('console', (message) => {
    // The page itself says what was refused or not answered.
    if (
      ['error', 'warning'].includes(message.type()) &&
      !message.text().startsWith('Failed to load resource')
    )
      complain(message.text(), message.location().url)
  })
  return page
}

/** Signs in as the app of this person would, and hands in a report. */
async function handIn(
  {
    admin,
    identity,
    fetch,
  }: Pick<ConsoleWorld, 'admin' | 'identity'> & { readonly fetch: typeof globalThis.fetch },
  person: Account,
  content: CompletionReport,
): Promise<void> {
  const app = new PublicClientApplication({
    auth: {
      clientId,
      authority: `${identity.origin}/${fabrikam.tenantId}`,
      knownAuthorities: [identity.host],
    },
    system: { networkClient: createNetworkClient(fetch) },
  })
  const { accessToken } = await app.acquireTokenInteractive({
    scopes: [adminScope],
    openBrowser: async (url) => {
      void createFormBrowser(fetch).signIn(url, person)
    },
  })
  const authorization = `Bearer ${accessToken}`
  // The app asks for the plan first; by that the endpoint learns under which address the account asks now.
  expect((await fetch(`${admin.url}/v1/me/plan`, { headers: { authorization } })).status).toBe(200)
  const answer = await fetch(`${admin.url}/v1/reports/${content.id}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(content),
  })
  expect(answer.status).toBe(200)
}

/** Goes to another page of the console without loading it anew. */
export async function goTo(page: Page, name: string): Promise<void> {
  const navigation = page.getByRole('navigation')
  const toggle = navigation.getByRole('button')
  if (await toggle.isVisible()) await toggle.click()
  await navigation.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
}

/** Axe has nothing to say, and nothing is wider than the page. */
export async function expectNothingWrong(page: Page): Promise<void> {
  await expectNothingFromAxe(page)
  await expectNoSidewaysScroll(page)
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expectNothingWider(page, 'main')
}
