// The least that an Electron app with an icon beside the clock can be.
import { app, Menu, Tray } from 'electron'
import path from 'node:path'

let tray
app.on('window-all-closed', () => {})
void app.whenReady().then(() => {
  tray = new Tray(path.join(import.meta.dirname, '../../../build/icons/icon.png'))
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Open' }]))
})
