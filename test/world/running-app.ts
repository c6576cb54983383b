import { _electron, type ElectronApplication, type Page } from 'playwright'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Landfall itself, in a real Electron. */
export type RunningApp = {
  readonly electron: ElectronApplication
  readonly window: Page
  /** `33.2.1`, of the Electron that runs. */
  readonly electronVersion: string
  /** Whatever the process has printed. */
  readonly output: () => string
  /** Ends it as a person would, by closing the window. */
  close(): Promise<void>
  /** Ends it without a chance to tidy up, as a power cut would. */
  kill(): Promise<void>
}

export type AppOptions = {
  readonly configFile: string
  readonly machineFolder: string | null
  /** A recording to play back instead: by its own configuration. */
  readonly replayFile?: string
  readonly userData: string
  /** The folder of the app; the built one of this repository where it is left out. */
  readonly appFolder?: string
  /** More arguments for Chromium. */
  readonly switches: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export const repositoryFolder = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** Chromium’s arguments: where its data lies, and what root and a desktop without a name need on Linux. */
export function chromiumSwitches({
  userData,
  switches,
}: Pick<AppOptions, 'userData' | 'switches'>): string[] {
  return [
    `--user-data-dir=${userData}`,
    '--lang=en-GB',
    ...(process.platform === 'linux' ? ['--password-store=gnome-libsecret'] : []),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...switches,
  ]
}

/** The app's own flags. */
export function landfallFlags({ configFile, machineFolder, replayFile }: AppOptions): string[] {
  if (replayFile !== undefined) return ['--replay', replayFile]
  return ['--config', configFile, ...(machineFolder === null ? [] : ['--machine', machineFolder])]
}

/** Electron's command line for the built app. */
export function appArguments(options: AppOptions): string[] {
  return [...chromiumSwitches(options), options.appFolder ?? repositoryFolder, ...landfallFlags(options)]
}

/** The Electron that the set-up found. */
export function electronProgram(): string {
  const program = process.env['LANDFALL_ELECTRON']
  if (program === undefined) throw new Error('LANDFALL_ELECTRON is not set: run this through npm')
  return program
}

/** Starts the app that `electron-vite build` made and waits for its window. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const env = Object.fromEntries(
    Object.entries(options.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const electron = await _electron.launch({
    executablePath: electronProgram(),
    args: appArguments(options),
    env,
    cwd: repositoryFolder,
  })
  let output = ''
  for (const stream of [electron.process().stdout, electron.process().stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const window = await electron.firstWindow()
  await window.waitForFunction(() => performance.getEntriesByName('landfall:first-content').length > 0)
  // Asked of the page: main's own answer, a promise, is now and then collected as rubbish before it is read.
  const agent = await window.evaluate(() => navigator.userAgent)
  const electronVersion = /Electron\/([\d.]+)/.exec(agent)?.[1] ?? 'unknown'
  return {
    electron,
    window,
    electronVersion,
    output: () => output,
    close: () => electron.close(),
    kill: async () => {
      const gone = new Promise((resolve) => electron.process().once('exit', resolve))
      electron.process().kill('SIGKILL')
      await gone
    },
  }
}
