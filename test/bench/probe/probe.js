// The main process of both sides of the startup bench: it notes when the window first shows its content, then
// loads the app that is measured. Plain JavaScript, because Electron's Node may not strip types.
import { app } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const { LANDFALL_BENCH_APP: folder, LANDFALL_BENCH_MAIN: main, LANDFALL_BENCH_RESULT: result } = process.env
const settleMilliseconds = 1500

// Resolves with the epoch milliseconds of the frame after the content is there.
const firstContent = `new Promise((resolve) => {
  const paint = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
  const isThere = () => performance.getEntriesByName('landfall:first-content').length > 0
  const look = () => (isThere() ? paint() : requestAnimationFrame(look))
  look()
})`

app.on('browser-window-created', (_event, window) => {
  window.webContents.once('dom-ready', async () => {
    const paintedAt = await window.webContents.executeJavaScript(firstContent)
    setTimeout(() => {
      writeFileSync(result, JSON.stringify({ paintedAt, memoryKilobytes: readMemory() }))
      app.exit(0)
    }, settleMilliseconds)
  })
})

// Proportional set size of all our processes: shared pages count once.
function readMemory() {
  return app
    .getAppMetrics()
    .map(({ pid, memory }) => {
      try {
        return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
      } catch {
        return memory.workingSetSize
      }
    })
    .reduce((sum, kilobytes) => sum + kilobytes, 0)
}

// The app finds its own arguments behind its folder.
process.argv.splice(process.argv.indexOf(app.getAppPath()), 1, folder)
app.setAppPath(folder)
await import(pathToFileURL(path.resolve(folder, main)).href)
