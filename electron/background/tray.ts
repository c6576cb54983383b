import { Menu, nativeImage, Tray, type NativeImage } from 'electron'
import { withMark } from './mark-icon.ts'

export type TrayState = 'to-do' | 'waiting'

/** What the icon beside the clock says and offers. */
export type TrayContent = {
  readonly state: TrayState
  readonly text: string
  readonly open: string
  /** Exact times to be reminded at, each with its words. */
  readonly reminders: readonly { readonly text: string; readonly choose: () => void }[]
}

/** The icon beside the clock, while there is something to tell. */
export type TrayIcon = {
  show(content: TrayContent): void
  hide(): void
}

export function createTrayIcon(icon: string, onOpen: () => void): TrayIcon {
  let tray: Tray | null = null
  return {
    show: ({ state, text, open, reminders }) => {
      const image = drawIcon(icon, state)
      if (tray === null) {
        tray = new Tray(image)
        tray.on('click', onOpen)
      } else tray.setImage(image)
      tray.setToolTip(text)
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: text, enabled: false },
          { label: open, click: onOpen },
          ...(reminders.length === 0 ? [] : [{ type: 'separator' as const }]),
          ...reminders.map((reminder) => ({ label: reminder.text, click: reminder.choose })),
        ]),
      )
    },
    hide: () => {
      tray?.destroy()
      tray = null
    },
  }
}

/** Twice the size that Windows shows at 100 %, so that it is sharp at 200 % too. */
const side = 32

function drawIcon(icon: string, state: TrayState): NativeImage {
  const plain = nativeImage.createFromPath(icon).resize({ width: side, height: side, quality: 'best' })
  const marked = withMark(plain.toBitmap(), side, state)
  return nativeImage.createFromBitmap(marked, { width: side, height: side, scaleFactor: 2 })
}
