import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The admin console's page; the endpoint serves the result. */
export default defineConfig({
  root: fileURLToPath(new URL('admin/console', import.meta.url)),
  base: '/',
  plugins: [react()],
  resolve: {
    // Its entry for browsers takes the page's own XML parser, which the worker that opens recordings does not have.
    alias: { plist: fileURLToPath(new URL('node_modules/plist/dist/index.js', import.meta.url)) },
  },
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('dist/console', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome120',
    // An inlined picture would be one more thing for the page's policy to let through.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
})
