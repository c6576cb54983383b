import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// The oldest Electron the code runs on is the stand-in of networks without GitHub (docs/decisions/0003).
const mainTarget = 'node20.18'
const windowTarget = 'chrome130'

export default defineConfig({
  main: {
    build: {
      outDir: 'dist/main',
      target: mainTarget,
      // In one piece they load in half the time; start-up pays for every file that is opened.
      externalizeDeps: { exclude: ['electron-log', 'zod', 'zustand'] },
      minify: true,
      lib: { entry: 'electron/main.ts', formats: ['es'] },
      rollupOptions: { output: { entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      outDir: 'dist/preload',
      target: mainTarget,
      // A sandboxed preload must be one CommonJS file.
      lib: { entry: 'electron/preload/preload.ts', formats: ['cjs'] },
      rollupOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: 'dist/renderer',
      target: windowTarget,
      minify: true,
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
})
