import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { channels } from '../../shared/window/channels.ts'
import type { Events, LandfallApi } from '../../shared/window/requests.ts'

function listen<Name extends keyof Events>(
  name: Name,
  listener: (payload: Events[Name]) => void,
): () => void {
  const forward = (_event: IpcRendererEvent, payload: Events[Name]): void => listener(payload)
  ipcRenderer.on(name, forward)
  return () => ipcRenderer.off(name, forward)
}

// Main proves the arguments; here they only pass.
const requests = Object.entries(channels).map(
  ([name, channel]) =>
    [
      name,
      async (...args: unknown[]) => {
        await ipcRenderer.invoke(channel, ...args)
      },
    ] as const,
)

contextBridge.exposeInMainWorld('landfall', {
  ...(Object.fromEntries(requests) as Omit<LandfallApi, 'onState'>),
  onState: (listener) => listen('state:changed', listener),
} satisfies LandfallApi)
