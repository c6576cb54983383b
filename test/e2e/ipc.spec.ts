import { expect } from '@playwright/test'
import { fileURLToPath } from 'node:url'
import { test } from './landfall-test.ts'

const preload = fileURLToPath(new URL('../../dist/preload/preload.cjs', import.meta.url))

test.describe('the door between window and main', () => {
  test('is shut to another window, even with our preload and our page', async ({ world, start }) => {
    const { app } = await start()
    const answer = await app.electron.evaluate(
      async ({ BrowserWindow }, { preload }) => {
        const other = new BrowserWindow({
          show: false,
          webPreferences: { preload, sandbox: true, contextIsolation: true },
        })
        await other.loadURL('landfall-app://window/index.html')
        const ask = "window.landfall.signIn('here').then(() => 'done', (error) => error.message)"
        const said = (await other.webContents.executeJavaScript(ask)) as string
        other.destroy()
        return said
      },
      { preload },
    )
    expect(answer).toContain('refused-sender')
    expect(world.openedUrls.count()).toBe(0)
  })

  for (const [sentence, remedy] of [
    ['an action that does not exist', 'format-disk'],
    ['an address instead of an action', 'https://example.com/'],
    ['no action at all', undefined],
    ['an object', { id: 'open-web' }],
  ] as const) {
    test(`refuses ${sentence}`, async ({ world, start }) => {
      const { app } = await start()
      const answer = await app.window.evaluate(
        (given) => window.landfall.openRemedy(given as never).then(() => 'done', String),
        remedy,
      )
      expect(answer).toContain('refused-arguments')
      expect(world.openedUrls.count()).toBe(0)
    })
  }

  test('has no menu and no developers’ tools beside it', async ({ start }) => {
    const { app } = await start()
    const seen = await app.electron.evaluate(({ BrowserWindow, Menu }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.openDevTools()
      return { menu: Menu.getApplicationMenu(), isOpen: contents?.isDevToolsOpened() }
    })
    expect(seen).toEqual({ menu: null, isOpen: false })
  })

  test('is the only one: the page has no Node, no frames, no other pages and no network', async ({
    world,
    start,
  }) => {
    const { app } = await start()
    const { window } = app
    const before = window.url()
    const found = await window.evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.src = 'landfall-app://window/index.html'
      const framed = new Promise((resolve) => {
        frame.onload = () => resolve(frame.contentWindow?.length)
      })
      document.body.append(frame)
      await framed
      const inFrame = (() => {
        try {
          return frame.contentDocument?.title ?? 'out of reach'
        } catch {
          return 'out of reach'
        }
      })()
      frame.remove()
      location.href = 'https://example.com/'
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      return {
        node: typeof (globalThis as { require?: unknown }).require,
        process: typeof (globalThis as { process?: unknown }).process,
        opened: open('https://example.com/'),
        fetched: await fetch('https://example.com/').then(
          () => 'answered',
          () => 'blocked',
        ),
        inline: 'ran' in globalThis,
        inFrame,
      }
    })
    expect(found).toEqual({
      node: 'undefined',
      process: 'undefined',
      opened: null,
      fetched: 'blocked',
      inline: false,
      inFrame: 'out of reach',
    })
    expect(window.url()).toBe(before)
    expect(world.openedUrls.count()).toBe(0)
  })
})
