// The least an Electron window can be, with the same settings as ours.
import { app, BrowserWindow } from 'electron'
import path from 'node:path'

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1040,
    height: 720,
    show: false,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadFile(path.join(import.meta.dirname, 'index.html'))
})
