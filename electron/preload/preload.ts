import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { Events, LandfallApi, Requests } from '../../shared/window/ipc.ts'

async function ask<Name extends keyof Requests>(
  name: Name,
  ...args: Parameters<Requests[Name]>
): Promise<void> {
  await ipcRenderer.invoke(name, ...args)
}

function listen<Name extends keyof Events>(
  name: Name,
  listener: (payload: Events[Name]) => void,
): () => void {
  const forward = (_event: IpcRendererEvent, payload: Events[Name]): void => listener(payload)
  ipcRenderer.on(name, forward)
  return () => ipcRenderer.off(name, forward)
}

contextBridge.exposeInMainWorld('landfall', {
  ready: () => ask('window:ready'),
  signIn: (way) => ask('session:sign-in', way),
  openSignInPage: () => ask('session:open-page'),
  copySignInCode: () => ask('session:copy-code'),
  extendSignIn: () => ask('session:extend'),
  tellPageNumber: (number) => ask('session:tell-number', number),
  cancelSignIn: () => ask('session:cancel'),
  signOut: () => ask('session:sign-out'),
  runChecks: () => ask('checks:run'),
  allowLook: () => ask('machine:allow'),
  stopScan: () => ask('files:stop'),
  stopComparison: () => ask('files:stop-comparison'),
  listRescue: (query) => ask('rescue:list', query),
  selectForRescue: (choice, isSelected) => ask('rescue:select', choice, isSelected),
  planRescue: () => ask('rescue:plan'),
  startRescue: () => ask('rescue:start'),
  pauseRescue: () => ask('rescue:pause'),
  resumeRescue: () => ask('rescue:resume'),
  stopRescue: () => ask('rescue:stop'),
  askWaiver: (what) => ask('rescue:ask-waiver', what),
  waive: () => ask('rescue:waive'),
  dropWaiverQuestion: () => ask('rescue:drop-question'),
  unwaive: (what) => ask('rescue:unwaive', what),
  openRescueFolder: () => ask('rescue:open-folder'),
  openRemedy: (remedy) => ask('remedy:open', remedy),
  submitReport: () => ask('report:submit'),
  saveRecording: (isRedacted) => ask('recording:save', isRedacted),
  onState: (listener) => listen('state:changed', listener),
} satisfies LandfallApi)
