import { password, type Account } from './people.ts'

/** Follows links and forms as a browser would, with cookies and without a window: quick, for unit tests. */
export type FormBrowser = {
  signIn(url: string, account: Account): Promise<void>
  cancel(url: string): Promise<void>
}

type Place = { readonly url: URL; readonly html: string }

export function createFormBrowser(fetch: typeof globalThis.fetch): FormBrowser {
  const cookies = new Map<string, string>()

  async function go(url: URL, form?: URLSearchParams): Promise<Place> {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        accept: 'text/html',
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: form.toString() }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null) return go(new URL(location, url))
    const place = { url, html: await response.text() }
    // The provider's last page posts the answer to the app by script.
    return place.html.includes('Submitting Callback') ? submit(place, {}) : place
  }

  function submit({ url, html }: Place, fields: Record<string, string>): Promise<Place> {
    const action = unescape(/<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? '')
    const form = new URLSearchParams(fields)
    for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1]
      if (name !== undefined) form.set(name, unescape(/value="([^"]*)"/.exec(input)?.[1] ?? ''))
    }
    return go(new URL(action, url), form)
  }

  return {
    async signIn(url, account) {
      let place = await go(new URL(url))
      if (place.html.includes('id="otherTile"')) place = await submit(place, { pick: '' })
      place = await submit(place, { loginfmt: account.upn, next: '1' })
      if (place.html.includes('id="i0118"')) await submit(place, { passwd: password, next: '1' })
    },
    async cancel(url) {
      await submit(await go(new URL(url)), { cancel: '1' })
    },
  }
}

function unescape(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
