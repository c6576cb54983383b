import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { threadFiles } from './build/thread-files.ts'

// The oldest Electron the code runs on is the stand-in of networks without GitHub (docs/decisions/0016).
const mainTarget = 'node20.18'
const windowTarget = 'chrome130'

// Reload on save needs an inline script and a socket; the built page allows neither.
const policyForReload: Plugin = {
  name: 'landfall:policy-for-reload',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html
      .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
      .replace("connect-src 'none'", "connect-src 'self' ws:"),
}

export default defineConfig({
  main: {
    plugins: [threadFiles()],
    build: {
      outDir: 'dist/main',
      target: mainTarget,
      // In one piece they load in half the time; start-up pays for every file that is opened.
      externalizeDeps: {
        exclude: ['electron-log', 'eventsource-parser', 'p-retry', 'zod', 'zustand'],
        // Optional, so not among the dependencies; it brings a native library.
        include: ['@azure/msal-node-extensions'],
      },
      minify: true,
      lib: { entry: 'electron/main.ts', formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      outDir: 'dist/preload',
      target: mainTarget,
      // A sandboxed preload must be one CommonJS file.
      lib: { entry: 'electron/preload/preload.ts', formats: ['cjs'] },
      rolldownOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), policyForReload],
    build: {
      outDir: 'dist/renderer',
      target: windowTarget,
      minify: true,
      rolldownOptions: { input: fileURLToPath(new URL('renderer/index.html', import.meta.url)) },
    },
  },
})
